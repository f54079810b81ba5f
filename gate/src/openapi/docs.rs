//! The document as one page of HTML: no script, no foreign file, readable on a phone and in the dark.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use utoipa::openapi::OpenApi;

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
h1{font-size:1.6rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem;border-bottom:1px solid #8884}\
details{border:1px solid #8884;border-radius:8px;margin:.4rem 0;padding:.4rem .8rem}summary{cursor:pointer}\
code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow:auto;background:#8881;padding:.6rem;border-radius:6px}\
.m{display:inline-block;width:4.2rem;font-weight:600}.p{color:#888}table{border-collapse:collapse}\
td,th{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}";

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Writes the page.
pub(super) fn render(document: &OpenApi) -> String {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut page = String::with_capacity(64 * 1024);
    let title = escape(text(&document, "/info/title"));
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>{title} API</title><style nonce=\"__CSP_NONCE__\">{STYLE}\
         </style></head><body><h1>{title} API <small class=\"p\">{}</small></h1><p>{}</p>\
         <p><a href=\"/api/openapi.json\">openapi.json</a></p>",
        escape(text(&document, "/info/version")),
        escape(text(&document, "/info/description")),
    );
    for (tag, operations) in by_tag(&document) {
        let _ = write!(page, "<h2>{}</h2>", escape(&tag));
        for (method, path, operation) in operations {
            write_operation(&mut page, method, path, operation);
        }
    }
    page.push_str("<h2>Schemas</h2>");
    for (name, schema) in object(&document, "/components/schemas") {
        let pretty = serde_json::to_string_pretty(schema).unwrap_or_default();
        let name = escape(name);
        let _ = write!(
            page,
            "<details id=\"schema-{name}\"><summary><code>{name}</code></summary><pre>{}</pre></details>",
            escape(&pretty)
        );
    }
    page.push_str("</body></html>");
    page
}

type Operations<'a> = Vec<(&'a str, &'a str, &'a Value)>;

fn by_tag(document: &Value) -> std::collections::BTreeMap<String, Operations<'_>> {
    let mut tags = std::collections::BTreeMap::<String, Operations<'_>>::new();
    for (path, item) in object(document, "/paths") {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = text(operation, "/tags/0");
                let tag = if tag.is_empty() { "other" } else { tag };
                tags.entry(tag.to_owned()).or_default().push((method, path, operation));
            }
        }
    }
    tags
}

fn write_operation(page: &mut String, method: &str, path: &str, operation: &Value) {
    let _ = write!(
        page,
        "<details><summary><span class=\"m\">{}</span><code>{}</code> <span class=\"p\">{}</span></summary><p>{}</p>",
        method.to_uppercase(),
        escape(path),
        escape(text(operation, "/summary")),
        escape(text(operation, "/description")),
    );
    if operation.pointer("/security/0").is_some_and(|first| first.as_object().is_some_and(Map::is_empty)) {
        page.push_str("<p>Open to everybody.</p>");
    }
    if let Some(Value::Array(parameters)) = operation.get("parameters") {
        page.push_str("<table>");
        for parameter in parameters {
            let _ = write!(
                page,
                "<tr><td><code>{}</code></td><td class=\"p\">{}</td><td>{}</td></tr>",
                escape(text(parameter, "/name")),
                escape(text(parameter, "/in")),
                escape(text(parameter, "/description")),
            );
        }
        page.push_str("</table>");
    }
    for (kind, content) in object(operation, "/requestBody/content") {
        let _ = write!(page, "<p>Body: <code>{}</code> {}</p>", escape(kind), schema(content));
    }
    page.push_str("<table>");
    for (status, response) in object(operation, "/responses") {
        let schemas: String = object(response, "/content").map(|(_, content)| schema(content)).collect();
        let said = text(response, "/description");
        let said = if said.is_empty() && status == "default" { "A failure" } else { said };
        let _ = write!(page, "<tr><td><code>{}</code></td><td>{} {schemas}</td></tr>", escape(status), escape(said));
    }
    page.push_str("</table></details>");
}

/// A link to the schema of a content, or the schema itself.
fn schema(content: &Value) -> String {
    let Some(schema) = content.get("schema") else { return String::new() };
    match schema.get("$ref").and_then(Value::as_str).and_then(|link| link.rsplit('/').next()) {
        Some(name) => format!("<a href=\"#schema-{0}\"><code>{0}</code></a>", escape(name)),
        None => format!("<code>{}</code>", escape(&schema.to_string())),
    }
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn object<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = value.pointer(pointer).and_then(Value::as_object);
    map.into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_document_says_is_text_not_markup() {
        let mut document = OpenApi::default();
        document.info.title = "<script>alert(1)</script>".into();
        let page = render(&document);
        assert!(!page.contains("<script"));
        assert!(page.contains("&lt;script&gt;"));
    }
}
