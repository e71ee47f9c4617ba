use super::{assert_cleaned, cleaned};
use crate::html::elements::{KEPT, is_void};

#[test]
fn clean_html_stays_byte_for_byte() {
    for html in [
        "",
        "Plain text, \"quoted\", it’s 20 °C.",
        "<h2>Title</h2>\n<p lang=\"de\" dir=\"ltr\">Text<br>and <em title=\"a &lt; b\">more</em>.</p>",
        "<ul><li>One</li><li value=\"3\">Three</li></ul><ol start=\"2\" reversed=\"\" type=\"a\"><li>x</li></ol>",
        "<table><caption>c</caption><colgroup><col span=\"2\"></colgroup><thead><tr><th scope=\"col\" colspan=\"2\">h</th>\
         </tr></thead><tbody><tr><td rowspan=\"1\" align=\"right\">1</td></tr></tbody></table>",
        "<figure><img src=\"https://example.org/a.png\" alt=\"\" width=\"1\" height=\"2\"><figcaption>f</figcaption></figure>",
        "<picture><source src=\"https://example.org/a.webp\" type=\"image/webp\"><img src=\"https://example.org/a.png\"></picture>",
        "<video src=\"https://example.org/a.mp4\" poster=\"https://example.org/a.png\" controls=\"\" muted=\"\">\
         <track src=\"https://example.org/a.vtt\" kind=\"captions\" srclang=\"en\" label=\"l\" default=\"\"></video>",
        "<audio controls=\"\" loop=\"\"><source src=\"https://example.org/a.ogg\" type=\"audio/ogg\"></audio>",
        "<details open=\"\"><summary>s</summary>d</details><mark>m</mark><time datetime=\"2020-01-01\">t</time>",
        "<blockquote cite=\"https://example.org/q\">q</blockquote><del datetime=\"2020\">d</del><ruby>k<rp>(</rp><rt>r</rt></ruby>",
        "<pre><code>if (a &lt; b &amp;&amp; c &gt; d) {\n\tx&nbsp;= \"y\"\n}</code></pre>",
    ] {
        assert_cleaned(&[(html, html)]);
    }
}

#[test]
fn every_kept_element_survives_where_it_may_stand() {
    for &element in KEPT {
        let inside = match element {
            "caption" | "colgroup" | "tbody" | "tfoot" | "thead" => {
                format!("<table><{element}></{element}></table>")
            }
            "col" => "<table><colgroup><col></colgroup></table>".to_owned(),
            "tr" => "<table><tbody><tr></tr></tbody></table>".to_owned(),
            "td" | "th" => format!("<table><tbody><tr><{element}></{element}></tr></tbody></table>"),
            "a" => "<a href=\"https://example.org/\"></a>".to_owned(),
            "img" | "source" | "track" => format!("<{element} src=\"https://example.org/a\">"),
            _ if is_void(element) => format!("<{element}>"),
            _ => format!("<{element}></{element}>"),
        };
        assert_cleaned(&[(&inside, &inside)]);
    }
}

#[test]
fn what_does_not_belong_into_a_feed_goes() {
    assert_cleaned(&[
        ("a<!-- c -->b<!doctype html><?php x ?>c", "abc"),
        ("<html><head><title>t</title><meta charset=utf-8></head><body class=a>b</body></html>", "b"),
        ("<p style='color:red' class=a id=b onclick=c() data-x=y>p</p>", "<p>p</p>"),
        ("<style>p{}</style><link rel=stylesheet href=a><base href=b>x", "x"),
        ("a<script>alert('<p>')</script>b<script>c", "ab"),
        ("<noscript><p>n</p></noscript><template><p>t</p></template>x", "x"),
        ("<svg width=16><title>t</title><path d=x/><text>s</text></svg>x", "x"),
        ("<math><mi>E</mi><mo>=</mo><annotation>tex</annotation></math>", "E="),
        (
            "<form action=/a>Your name: <input name=a><select><option>o</select><textarea>t</textarea><button>b</button></form>",
            "Your name: ",
        ),
        ("<font color=red>f</font><bdo dir=rtl>b</bdo><blink>c</blink><my-part>d</my-part>", "fbcd"),
        ("<a name=x>no link</a>", "no link"),
        ("the <title> tag, the <select> box", "the  tag, the  box"),
    ]);
}

#[test]
fn broken_html_is_mended() {
    assert_cleaned(&[
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("a &copy b &nosuch; &amp;lt;", "a © b &amp;nosuch; &amp;lt;"),
        ("<p title='a \"b\"' title=c TITLE=d>x</P >", "<p title=\"a &quot;b&quot;\">x</p>"),
        ("a <b and <!-- never closed", "a &lt;b and &lt;!-- never closed"),
        ("a</br>b</hr>c</img>d", "a<br>bcd"),
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<table>a<tr><td>b</table>", "a<table><tbody><tr><td>b</td></tr></tbody></table>"),
        ("<pre>\n\n\n  a\n</pre>", "<pre>  a\n</pre>"),
        ("<pre>&#10;&#10;a</pre>", "<pre>a</pre>"),
    ]);
}

#[test]
fn no_forbidden_character_comes_through_in_any_disguise() {
    assert_cleaned(&[
        ("a\u{0}b\u{8}c\u{7f}d\u{85}e\u{fffe}f", "abcdef"),
        ("a&#0;b&#8;c&#x7f;d&#xfffe;e", "abcde"),
        ("a\r\nb\rc&#13;d&#13;&#10;e\tf", "a\nb\nc\nd\n\ne\tf"),
        ("<p title='a&#1;b\r\nc&#13;d'>x</p>", "<p title=\"ab\nc\nd\">x</p>"),
        ("\u{feff}<x>\u{feff}a\u{feff}", "a\u{feff}"),
    ]);
}

#[test]
fn urls_come_out_absolute_and_encoded() {
    assert_cleaned(&[
        ("<a href=next.html>x</a>", "<a href=\"https://example.org/news/next.html\">x</a>"),
        ("<a href='/a b?c=d&amp;e=ü'>x</a>", "<a href=\"https://example.org/a%20b?c=d&amp;e=%C3%BC\">x</a>"),
        ("<a href=//bücher.example>x</a>", "<a href=\"https://xn--bcher-kva.example/\">x</a>"),
        ("<a href='#part'>x</a>", "<a href=\"https://example.org/news/today.html#part\">x</a>"),
        (
            "<a title=t href=MAILTO:a@example.org lang=en>x</a>",
            "<a title=\"t\" href=\"MAILTO:a@example.org\" lang=\"en\">x</a>",
        ),
        (
            "<blockquote cite=q>x</blockquote>",
            "<blockquote cite=\"https://example.org/news/q\">x</blockquote>",
        ),
        ("<video poster=p src=''></video>", "<video poster=\"https://example.org/news/p\"></video>"),
        ("<a href=''>x</a><a href=' '>y</a><a href>z</a>", "xyz"),
        ("<a href=tel:1>x</a><a href=ftp://example.org/>y</a><a href='https://'>z</a>", "xyz"),
        ("<q cite=javascript:a title=t lang=l>x</q>", "<q title=\"t\" lang=\"l\">x</q>"),
    ]);
}

#[test]
fn images_get_the_url_that_readers_can_load() {
    assert_cleaned(&[
        (
            "<img alt=a src=a.png srcset='b.png 2x' loading=lazy>",
            "<img alt=\"a\" src=\"https://example.org/news/a.png\">",
        ),
        ("<img alt=a data-src=/a.png>", "<img src=\"https://example.org/a.png\" alt=\"a\">"),
        ("<img alt=a src='' data-original=/a.png>", "<img src=\"https://example.org/a.png\" alt=\"a\">"),
        (
            "<img src='data:image/gif;base64,R0' data-lazy-src=/a.png>",
            "<img src=\"https://example.org/a.png\">",
        ),
        ("<img src=/own.png data-src=/a.png>", "<img src=\"https://example.org/own.png\">"),
        ("<img srcset='/a.png 1x, /b.png 2x'>", "<img src=\"https://example.org/b.png\">"),
        ("<img data-srcset='/a.png, /b.png 2x'>", "<img src=\"https://example.org/b.png\">"),
        ("<img src='data:image/png;base64,AA=='>", "<img src=\"data:image/png;base64,AA==\">"),
        ("<img src='data:image/svg+xml,x'><img src=javascript:a><img alt=a><img src='' data-src=' '>", ""),
        (
            "<picture><source srcset=a.webp><img src=/a.png></picture>",
            "<picture><img src=\"https://example.org/a.png\"></picture>",
        ),
    ]);
}

#[test]
fn embedded_pages_become_links() {
    assert_cleaned(&[
        (
            "<p>a<iframe src='https://www.youtube.com/embed/x1?rel=0'>f</iframe>b</p>",
            "<p>a<a href=\"https://www.youtube.com/watch?v=x1\">Watch on YouTube</a>b</p>",
        ),
        (
            "<iframe src=//player.vimeo.com/video/12 title='A &amp;lt;b&gt; c'></iframe>",
            "<a href=\"https://vimeo.com/12\">A &amp;lt;b&gt; c</a>",
        ),
        (
            "<iframe src=map.html></iframe>",
            "<a href=\"https://example.org/news/map.html\">Open embedded content at example.org</a>",
        ),
        (
            "<iframe data-src=https://a.example/?b=1&amp;c></iframe>",
            "<a href=\"https://a.example/?b=1&amp;c\">Open embedded content at a.example</a>",
        ),
        (
            "<iframe srcdoc='<script>a</script>'>x</iframe><iframe src=javascript:a></iframe><iframe src=about:blank>",
            "",
        ),
        (
            "<object data=a.pdf><p>fallback</p></object>x",
            "<a href=\"https://example.org/news/a.pdf\">Open embedded content at example.org</a>x",
        ),
        (
            "<object><param name=movie><embed src=a.swf>fallback</object>",
            "<a href=\"https://example.org/news/a.swf\">Open embedded content at example.org</a>fallback",
        ),
        (
            "<a href=b><iframe src=a></iframe></a>",
            "<a href=\"https://example.org/news/b\"></a><a href=\"https://example.org/news/a\">Open embedded content at example.org</a>",
        ),
    ]);
}

#[test]
fn pages_of_listed_hosts_stay_embedded() {
    assert_cleaned(&[
        (
            "<iframe title=t onload=x style=y sandbox name=n srcdoc='<b>' allow=camera width=640 height='360' \
             src=//Player.Video.example/a?b allowfullscreen>fallback</iframe>",
            "<iframe src=\"https://player.video.example/a?b\" title=\"t\" width=\"640\" height=\"360\" allowfullscreen=\"\"></iframe>",
        ),
        ("<embed src=https://video.example/a type=b>", "<iframe src=\"https://video.example/a\"></iframe>"),
        (
            "<iframe src=http://video.example/a></iframe>",
            "<a href=\"http://video.example/a\">Open embedded content at video.example</a>",
        ),
        (
            "<iframe src=https://badvideo.example/></iframe>",
            "<a href=\"https://badvideo.example/\">Open embedded content at badvideo.example</a>",
        ),
        (
            "<iframe src=https://video.example.bad.example/></iframe>",
            "<a href=\"https://video.example.bad.example/\">Open embedded content at video.example.bad.example</a>",
        ),
    ]);
}

#[test]
fn html_nested_too_deep_is_kept_as_text() {
    let nested = |open: &str, close: &str, times: usize| {
        format!("{}a &amp; b{}", open.repeat(times), close.repeat(times))
    };
    assert!(!cleaned(&nested("<div>", "</div>", 256)).too_deep);
    for fragment in [
        nested("<div>", "</div>", 257),
        nested("<b>", "", 300),
        nested("<table><tr><td>", "</table>", 100),
        nested("<font>x<i title=1>", "", 20_000),
        format!(
            "<p>{}</p>{}",
            (0..300).map(|n| format!("<b title={n}>")).collect::<String>(),
            "<p>a &amp; b"
        ),
    ] {
        let cleaned = cleaned(&fragment);
        assert!(cleaned.too_deep, "{}", fragment.len());
        assert!(
            cleaned.html.starts_with("<p>") && cleaned.html.ends_with("a &amp; b</p>"),
            "{}",
            fragment.len()
        );
        assert_eq!(cleaned.html.matches('<').count(), 2);
    }
    assert_eq!(cleaned(&"<div>".repeat(300)).html, "");
    assert!(!cleaned(&"<p>one<br>two<ul><li>three</ul>".repeat(2000)).too_deep);
}
