//! Classic attacks, from the cheat sheets and from the bugs of other Markdown renderers.

use sanitize::{is_clean_html, sanitize_display_name, sanitize_filename, sanitize_markdown};

use crate::verdict::assert_harmless;

const ATTACKS: &[&str] = &[
    // Raw HTML.
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1);//<</script>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=\"javascript:alert('XSS');\">",
    "<IMG SRC=JaVaScRiPt:alert('XSS')>",
    "<IMG SRC=`javascript:alert(\"XSS\")`>",
    "<IMG \"\"\"><SCRIPT>alert(\"XSS\")</SCRIPT>\"\\>",
    "<img src=\"jav\tascript:alert(1)\">",
    "<img src=\"jav&#x09;ascript:alert(1);\">",
    "<img src=\" &#14; javascript:alert(1);\">",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&#40;1&#41;</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text x=20 y=20>x</text></a>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\"></object>",
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<style><img src=\"</style><img src=x onerror=alert(1)//\">",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=\"width: expression(alert(1));\">x</div>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">x</a>",
    "<a id=x tabindex=1 onfocus=alert(1)></a>",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<![CDATA[><script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
    "<xss onclick=alert(1)>x</xss>",
    "<p/onmouseover=javascript:alert(1)>x",
    "</p><script>alert(1)</script><p>",
    "</textarea></title><script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "javascript:/*--></title></style></textarea></script></xmp><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+alert(1)//'>",
    "<x contenteditable onblur=alert(1)>lose focus</x>",
    // Markdown's own ways to an address.
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](java\\\nscript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u{1}javascript:alert(1))",
    "[x](\u{a0}javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](livescript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;utf8,<svg onload=alert(1)>)",
    "[x](blob:https://example.com/1)",
    "[x](file:///etc/passwd)",
    "[x](view-source:https://example.com)",
    "[x](//evil.example)",
    "[x](/api/auth/logout)",
    "[x](https://example.com\"onmouseover=\"alert(1))",
    "[x](https://example.com 'title\" onmouseover=\"alert(1)')",
    "[x](https://example.com \"</a><script>alert(1)</script>\")",
    "[<img src=x onerror=alert(1)>](https://example.com)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "[x][1]\n\n[1]: <javascript:alert(1)> \"y\"",
    "[javascript:alert(1)]\n\n[javascript:alert(1)]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](https://example.com/x.png\"onerror=\"alert(1))",
    "![x\" onerror=\"alert(1)](https://example.com/x.png)",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "<javascript:alert(1)>",
    "<https://example.com/\"onclick=\"alert(1)>",
    "https://example.com/\"onmouseover=\"alert(1)",
    "https://example.com/<script>alert(1)</script>",
    "www.example.com/'onclick='alert(1)",
    "a@b.example\"onclick=\"alert(1)",
    "mailto:x@example.com?body=<script>alert(1)</script>",
    // Code, lists and the like with markup in their seams.
    "```\"><script>alert(1)</script>\nx\n```",
    "```js onclick=alert(1)\nx\n```",
    "``` language-x\" onmouseover=\"alert(1)\nx\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "> <script>\n> alert(1)\n> </script>",
    "- <img src=x onerror=alert(1)>\n- y",
    "**<script>alert(1)</script>**",
    "# <script>alert(1)</script>",
    "a\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<a href=\"https://example.com\">**b</a>** <b onclick=alert(1)>",
    "*<b onclick=\"*alert(1)*\">*",
    "| a | b |\n|---|---|\n| <script>alert(1)</script> | x |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "- [ ] <input onclick=alert(1)>",
    "<ſcript>alert(1)</ſcript>",
    "\u{FEFF}<script>alert(1)</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<\u{202E}script>alert(1)</script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "¼script¾alert(1)¼/script¾",
];

#[test]
fn no_attack_runs() {
    assert!(ATTACKS.len() >= 100, "{}", ATTACKS.len());
    for attack in ATTACKS {
        let html = sanitize_markdown(attack);
        assert_harmless(&html, attack);
        assert!(is_clean_html(&html), "{html:?} from {attack:?}");
    }
}

#[test]
fn no_attack_runs_in_any_corner() {
    for attack in ATTACKS {
        for around in
            ["> ", "- ", "1. ", "**", "~~", "[", "![", "`", "```\n", "# ", "\\", "&", "<", "a\n\n", "<!-- ", "<div>\n"]
        {
            for text in [
                format!("{around}{attack}"),
                format!("{around}{attack}{around}"),
                format!("{attack}\n{around}{attack}"),
            ] {
                assert_harmless(&sanitize_markdown(&text), &text);
            }
        }
    }
}

#[test]
fn two_attacks_together_are_none_either() {
    for first in ATTACKS {
        for second in ATTACKS.iter().step_by(7) {
            let text = format!("{first}\n{second}");
            assert_harmless(&sanitize_markdown(&text), &text);
        }
    }
}

#[test]
fn names_made_of_attacks_hold_no_control() {
    for attack in ATTACKS {
        let name = sanitize_filename(attack);
        assert!(!name.is_empty() && !name.contains(|c: char| c.is_control() || "/\\<>:\"|?*".contains(c)), "{name:?}");
        if let Ok(name) = sanitize_display_name(attack) {
            assert!(!name.contains(|c: char| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)), "{name:?}");
        }
    }
}
