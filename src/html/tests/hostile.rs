use scraper::Html;

use super::cleaned;
use crate::html::elements::{KEPT, kept_attributes};
use crate::html::plain_text;
use crate::text::escape_html;

/// Fails unless another parse of the HTML finds nothing in it but what may stay, with harmless absolute addresses.
pub(super) fn assert_harmless(html: &str) {
    let is_forbidden = |character: char| character.is_ascii_control() && !"\n\t".contains(character);
    assert!(!html.contains(is_forbidden), "{html:?}");
    let document = Html::parse_fragment(html);
    for node in document.root_element().descendants().skip(1) {
        assert!(node.value().is_element() || node.value().is_text(), "{html}");
        let Some(element) = node.value().as_element() else {
            continue;
        };
        let name = element.name();
        assert!(KEPT.contains(&name) || name == "iframe", "{name} in {html}");
        for (attribute, value) in element.attrs() {
            let is_known =
                kept_attributes(name).contains(&attribute) || ["dir", "lang", "title"].contains(&attribute);
            assert!(is_known && !attribute.starts_with("on"), "{attribute} in {html}");
            if ["href", "src", "cite", "poster"].contains(&attribute) {
                assert_harmless_address(name, value);
            }
        }
    }
}

fn assert_harmless_address(element: &str, value: &str) {
    let is_harmless = match element {
        "iframe" => value.starts_with("https://video.example/") || value.contains(".video.example/"),
        "img" if value.starts_with("data:") => !value.starts_with("data:image/svg"),
        _ => ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)),
    };
    assert!(
        is_harmless && value.is_ascii() && !value.contains([' ', '\n', '"', '<', '>']),
        "{element}: {value}"
    );
}

/// What must not come out of any of the attacks except as text.
const ATTACKS: &[&str] = &[
    // Programs as they are.
    "<script>attack()</script>",
    "<SCRIPT SRC=//evil.example/a.js></SCRIPT>",
    "<script/x>attack()</script/x>",
    "<script>attack()",
    "<scr<script>ipt>attack()</scr</script>ipt>",
    "<<script>attack();//<</script>",
    "<script\n>attack()</script\n>",
    "</script><script>attack()</script>",
    "<script x=\"</script>\">attack()</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=attack()>\">",
    // Event handlers.
    "<img src=x onerror=attack()>",
    "<img src=x OnErRoR = 'attack()'>",
    "<img/src=x/onerror=attack()>",
    "<img\tsrc=x\nonerror\r=\tattack()>",
    "<img src='x'onerror='attack()'>",
    "<img src=x \"onerror=attack()\">",
    "<img src=x on\u{0}error=attack()>",
    "<img src=x \u{1}onerror=attack()>",
    "<p onclick=attack()>click</p>",
    "<a href=x onmouseover=attack() title='\" onclick=attack() x=\"'>x</a>",
    "<body onload=attack()>",
    "<details open ontoggle=attack()><summary>s</summary></details>",
    "<video><source onerror=attack() src=x></video>",
    "<video poster=javascript:attack() onplay=attack()></video>",
    "<audio src=x onerror=attack()></audio>",
    "<marquee onstart=attack()>m</marquee>",
    "<table onfocus=attack() tabindex=0 autofocus><td onfocus=attack()>x</table>",
    "<div title=\"&quot; onclick=attack() &quot;\">x</div>",
    "<div title='`\" onclick=attack()'>x</div>",
    // Addresses that are programs.
    "<a href=javascript:attack()>x</a>",
    "<a href=JaVaScRiPt:attack()>x</a>",
    "<a href='java\tscript:attack()'>x</a>",
    "<a href='java\nscript:attack()'>x</a>",
    "<a href='java\r\nscript:attack()'>x</a>",
    "<a href=' \u{1}\u{2}javascript:attack()'>x</a>",
    "<a href='java\u{3}script:attack()'>x</a>",
    "<a href='java\u{0}script:attack()'>x</a>",
    "<a href='java&#9;script:attack()'>x</a>",
    "<a href='java&#xA;script:attack()'>x</a>",
    "<a href='java&Tab;script:attack()'>x</a>",
    "<a href='java&NewLine;script:attack()'>x</a>",
    "<a href='&#1;javascript:attack()'>x</a>",
    "<a href='java&#1;script:attack()'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;attack()'>x</a>",
    "<a href='&#0000106&#0000097&#0000118ascript:attack()'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61script&colon;attack()'>x</a>",
    "<a href='javascript&#58attack()'>x</a>",
    "<a href='&NonBreakingSpace;javascript:attack()'>x</a>",
    "<a href='\u{feff}javascript:attack()'>x</a>",
    "<a href='\u{200b}javascript:attack()'>x</a>",
    "<a href='javascript://example.org/%0aattack()'>x</a>",
    "<a href='view-source:javascript:attack()'>x</a>",
    "<a href='feed:javascript:attack()'>x</a>",
    "<a href=vbscript:attack()>x</a>",
    "<a href='data:text/html,<script>attack()</script>'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='blob:https://example.org/1'>x</a>",
    "<img src='data:image/svg+xml,<svg onload=attack()>'>",
    "<img src='data:text/html,x' data-src=javascript:attack()>",
    "<img srcset='javascript:attack() 1x'>",
    "<img dynsrc=javascript:attack() lowsrc=javascript:attack()>",
    "<blockquote cite=javascript:attack()>x</blockquote>",
    "<a ping=javascript:attack() href=x target=_blank>x</a>",
    "<table background=javascript:attack()><td background=javascript:attack()></table>",
    // Frames and plug-ins.
    "<iframe src=javascript:attack()></iframe>",
    "<iframe srcdoc='<script>attack()</script>'></iframe>",
    "<iframe src=https://video.example/ srcdoc='<script>attack()</script>' onload=attack()></iframe>",
    "<iframe src=https://video.example@evil.example/></iframe>",
    "<iframe src='https://evil.example\\.video.example/'></iframe>",
    "<iframe src='https://evil.example/#.video.example/'></iframe>",
    "<iframe src=data:text/html,x></iframe>",
    "<iframe src=https://evil.example/ title='\"><script>attack()</script>'></iframe>",
    "<iframe><script>attack()</script></iframe>",
    "<iframe><p title=\"</iframe><img src=x onerror=attack()>\">",
    "<embed src=javascript:attack()>",
    "<object data=javascript:attack()><img src=x onerror=attack()></object>",
    "<applet code=x>a</applet><frameset><frame src=javascript:attack()></frameset>",
    // Forms.
    "<form action=javascript:attack()><input type=submit></form>",
    "<button formaction=javascript:attack()>x</button>",
    "<form id=f></form><input form=f type=image src=x onerror=attack()>",
    "<isindex action=javascript:attack() type=image>",
    "<input autofocus onfocus=attack()>",
    "<keygen autofocus onfocus=attack()>",
    // The page around.
    "<base href=javascript:attack()//><a href=x>x</a>",
    "<meta http-equiv=refresh content='0;url=javascript:attack()'>",
    "<link rel=stylesheet href=javascript:attack()>",
    "<style>@import 'javascript:attack()';</style>",
    "<style><img src='</style><img src=x onerror=attack()>'>",
    "<p style='background:url(javascript:attack())'>x</p>",
    "<p style='width:expression(attack())'>x</p>",
    "<html manifest=javascript:attack()><head profile=javascript:attack()>",
    // Other languages inside HTML.
    "<svg onload=attack()>",
    "<svg/onload=attack()><script>attack()</script>",
    "<svg><script>attack()</script></svg>",
    "<svg><a xlink:href=javascript:attack()><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:attack() /></svg>",
    "<svg><set attributeName=onmouseover to=attack()></svg>",
    "<svg><foreignObject><iframe src=javascript:attack()></foreignObject>",
    "<svg><style><img title=\"</style><img src=x onerror=attack()>\">",
    "<svg></p><style><a title=\"</style><img src=x onerror=attack()>\">",
    "<svg><title><p title=\"</title><img src=x onerror=attack()>\">",
    "<svg><desc><![CDATA[</desc><script>attack()</script>]]></svg>",
    "<math><a xlink:href=javascript:attack()>x</a></math>",
    "<math href=javascript:attack()>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=attack()&gt;\">",
    "<math><annotation-xml encoding=text/html><style><img src=x onerror=attack()></style></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=attack()>",
    "<svg><![CDATA[><img src=x onerror=attack()>]]></svg>",
    // Ends of what never began.
    "<![CDATA[<img src=x onerror=attack()>]]>",
    "]]><img src=x onerror=attack()>",
    "--><img src=x onerror=attack()>",
    "<!--><img src=x onerror=attack()>-->",
    "<!--- --!><img src=x onerror=attack()>",
    "<!-- <img title=\"--><img src=x onerror=attack()>\">",
    "<!x><img src=x onerror=attack()>",
    "<? <img src=x onerror=attack()> ?>",
    "</ <img src=x onerror=attack()>",
    "</title><img src=x onerror=attack()>",
    "<title><img title=\"</title><img src=x onerror=attack()>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=attack()>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=attack()>\">",
    "<noembed><p title=\"</noembed><img src=x onerror=attack()>\">",
    "<noframes><p title=\"</noframes><script>attack()</script>\">",
    "<plaintext><img src=x onerror=attack()>",
    "<template><script>attack()</script></template>",
    "<template><p title=\"</template><img src=x onerror=attack()>\">",
    "<select><style></select><img src=x onerror=attack()></style>",
    "<select><option><img src=x onerror=attack()></select>",
    // Tags that only just are tags.
    "<img src=x onerror=attack()",
    "<img src=x onerror=attack() <p>",
    "<img src=\"x onerror=attack()>",
    "<img src='x\" onerror=attack()>",
    "<img \"\"\"><script>attack()</script>\">",
    "<img src=`x` onerror=attack()>",
    "<a href=\"x\"\"onclick=attack()>x</a>",
    "<p/title=\"/onclick=attack()\"/onclick=attack()>x</p>",
    "<x onclick=attack()>x</x>",
    "<a:b onclick=attack()>x</a:b>",
    "<\u{0}script>attack()</script>",
    "<scr\u{0}ipt>attack()</script>",
    "<a href=\"x\" = onclick=attack()>x</a>",
    "&lt;script&gt;attack()&lt;/script&gt;",
    "&amp;lt;script&amp;gt;attack()&amp;lt;/script&amp;gt;",
    "&#60;img src=x onerror=attack()&#62;",
    "&l<b>t;script>attack()",
    "\u{ff1c}script\u{ff1e}attack()\u{ff1c}/script\u{ff1e}",
    "<table><a href=javascript:attack()><tr><td><a href=' javascript:attack()'>x</table>",
    "<b><p><i onclick=attack()></b><script>attack()</i></p></script>",
];

#[test]
fn no_attack_survives_cleaning() {
    for attack in ATTACKS {
        for fragment in [attack.to_string(), format!("<p>before</p>{attack}<p>after</p>"), attack.repeat(2)] {
            let html = cleaned(&fragment).html;
            assert_harmless(&html);
            assert_eq!(cleaned(&html).html, html, "from {fragment}");
        }
    }
}

#[test]
fn no_attack_survives_as_plain_text() {
    for attack in ATTACKS {
        let escaped = escape_html(&plain_text(attack));
        assert!(
            Html::parse_fragment(&escaped)
                .root_element()
                .descendants()
                .skip(1)
                .all(|node| node.value().is_text())
        );
    }
}

#[test]
fn attacks_leave_the_article_around_them_alone() {
    for attack in ATTACKS.iter().filter(|attack| !attack.contains(['"', '\'', '!', '?'])) {
        let html = cleaned(&format!("<p>before</p>{attack}")).html;
        assert!(html.starts_with("<p>before</p>"), "{html} from {attack}");
    }
}
