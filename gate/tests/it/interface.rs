//! What the studio says about itself.

use serde_json::Value;

use crate::{house::House, in_a_world};

in_a_world! {
    async fn the_document_is_complete(world: World) {
        let house = House::new(&world);
        let document = house.client().get("/api/openapi.json").await.expect(200).json();
        assert_eq!(document["openapi"].as_str().map(|version| version.starts_with("3.1")), Some(true));
        assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
        assert_eq!(document["components"]["securitySchemes"]["cookie"]["in"], "cookie");
        assert!(document["components"]["schemas"]["Problem"]["properties"]["requestId"].is_object());
        let paths = document["paths"].as_object().expect("paths");
        for path in ["/api/test/things", "/api/realtime", "/api/realtime/ticket", "/api/security/csp-report", "/api/docs"] {
            assert!(paths.contains_key(path), "{path}");
        }
        let operations = paths.values().flat_map(|item| item.as_object().expect("an item").values());
        for operation in operations.filter(|operation| operation.get("responses").is_some()) {
            assert_eq!(operation["responses"]["default"]["$ref"], "#/components/responses/Failure");
        }
        let own = serde_json::to_value(&house.document).expect("a document");
        assert_eq!(own, document);
        assert_ne!(document["paths"]["/api/openapi.json"]["get"]["security"], Value::Null);
    }

    async fn the_page_reads_without_script(world: World) {
        let page = House::new(&world).client().get("/api/docs").await.expect(200);
        let html = String::from_utf8_lossy(&page.body).into_owned();
        assert!(html.contains("/api/test/things") && !html.contains("<script") && !html.contains("__CSP_NONCE__"));
        let nonce = html.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a nonce");
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.contains(&format!("style-src 'self' 'nonce-{nonce}'")));
    }
}
