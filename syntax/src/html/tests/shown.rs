use super::{assert_cleaned, cleaned};
use crate::html::{FileBase, LossKind, Rules, clean, plain_text};

#[test]
fn what_the_page_hides_stays_hidden() {
    assert_cleaned(&[
        ("<p hidden>a</p>b", "b"),
        ("<div style='DISPLAY : none'>a<div>b</div></div>c", "c"),
        ("<span style=\"color:red;visibility:hidden\">a</span>b", "b"),
        ("<img src=/a.png hidden>b<my-part hidden>c</my-part>", "b"),
        ("<p style='display:none'>a<p>b", "<p>b</p>"),
        ("<ul><li hidden>a<li>b</ul>", "<ul><li>b</li></ul>"),
        ("<div><span hidden>a</div>b", "<div></div>b"),
        ("<div hidden>never closed <b>at all", ""),
        (
            "<div hidden=until-found>a</div><details><summary>b</summary>c</details>",
            "<div>a</div><details><summary>b</summary>c</details>",
        ),
        ("<span aria-hidden=true>★</span><i class=icon aria-hidden=true>x</i>", "<span>★</span><i>x</i>"),
        ("<iframe src=https://a.example/ style='display:none'>f</iframe>b", "b"),
    ]);
}

#[test]
fn titles_and_summaries_do_not_show_what_is_hidden() {
    for (marked_up, plain) in [
        ("a<span hidden>b</span> c", "a c"),
        ("<p style=display:none>Preheader</p><p>Text", "Text"),
        ("Using <div hidden> in HTML", "Using in HTML"),
        ("Good <img class=wp-smiley alt='🙂' src=x>", "Good 🙂"),
        (
            "The area of <math><mi>r</mi><annotation encoding='application/x-tex'>r^2</annotation></math>",
            "The area of r^2",
        ),
    ] {
        assert_eq!(plain_text(marked_up), plain, "{marked_up}");
    }
}

#[test]
fn a_formula_is_read_once() {
    let math = "<math><semantics><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow><annotation encoding='application/x-tex'>a &lt; b</annotation></semantics></math>";
    let without_tex = "<math><mi>a</mi><mn>2</mn></math>";
    let eye = "<span aria-hidden=true><span>a</span><span>2</span></span>";
    assert_cleaned(&[
        (
            &format!("is <span class=katex><span class=katex-mathml>{math}</span>{eye}</span>."),
            "is a &lt; b.",
        ),
        (
            &format!("is <span class='katex'>{eye}</span>."),
            "is <span><span><span>a</span><span>2</span></span></span>.",
        ),
        (
            "is <span class=katex><span class=katex-mathml>a2a^2</span><span class=katex-html aria-hidden=true><b>a</b>2</span></span>.",
            "is a2.",
        ),
        (
            "is <span class=katex><span class=katex-mathml><annotation encoding='application/x-tex'>a^2</annotation></span></span>.",
            "is a^2.",
        ),
        (
            "is <span class=katex><span class=katex-mathml>a2</span></span>.",
            "is <span><span>a2</span></span>.",
        ),
        (&format!("is {math}."), "is a &lt; b."),
        (&format!("is {without_tex}."), "is a2."),
        ("is <math alttext='x^2'><mi>x</mi></math>.", "is x^2."),
        (
            &format!(
                "is <mjx-container class=MathJax><mjx-math>{eye}</mjx-math><mjx-assistive-mml>{without_tex}</mjx-assistive-mml></mjx-container>."
            ),
            "is a2.",
        ),
        (
            &format!(
                "is <span class=MathJax_Preview>a2</span><span class=MathJax>{eye}</span><script type='math/tex'>a < 2</script>."
            ),
            "is a &lt; 2.",
        ),
        ("is <script type='math/tex; mode=display'>% <![CDATA[\na %]]></script>.", "is a."),
    ]);
}

#[test]
fn scripts_that_write_content_become_links() {
    let link = |url: &str, host: &str| format!("<a href=\"{url}\">Open embedded content at {host}</a>");
    for (script, url, host) in [
        (
            "https://gist.github.com/ann/0a1b.js?file=a.rs",
            "https://gist.github.com/ann/0a1b",
            "gist.github.com",
        ),
        ("//gist.github.com/0a1b.js", "https://gist.github.com/0a1b", "gist.github.com"),
        ("https://asciinema.org/a/12.js", "https://asciinema.org/a/12", "asciinema.org"),
        ("https://pastebin.com/embed_js/Ab1", "https://pastebin.com/Ab1", "pastebin.com"),
        ("//jsfiddle.net/ann/x1/embed/js,result/", "https://jsfiddle.net/ann/x1/", "jsfiddle.net"),
    ] {
        assert_eq!(cleaned(&format!("<script src='{script}'></script>")).html, link(url, host), "{script}");
    }
    assert_eq!(
        cleaned("<script src=https://gist.github.com/a/1.js></script>\n<noscript><pre>code</pre></noscript><p>b<noscript>c</noscript></p>").html,
        link("https://gist.github.com/a/1", "gist.github.com") + "\n<pre>code</pre><p>b</p>",
    );
    for script in [
        "https://platform.example/widgets.js",
        "https://notgist.github.com.example/a.js",
        "/gist.github.com/a.js",
        "https://gitlab.com/assets/webpack/main.js",
        "javascript:a",
    ] {
        assert_eq!(cleaned(&format!("<script src='{script}'></script>")).html, "", "{script}");
    }
}

#[test]
fn a_drawing_leaves_its_words_and_is_reported() {
    for (svg, words, is_lost) in [
        ("<svg><title>Sales of <tspan>2020</tspan></title><text>Jan</text></svg>", "Sales of", true),
        ("<svg aria-label='A &amp; B'><path/></svg>", "A &amp; B", true),
        ("<svg><style>text{}</style><text>Jan</text><text>Feb</text></svg>", "Jan Feb", true),
        ("<svg><path/></svg>", "", true),
        ("<svg><text>W 3</text></svg>", "", true),
        ("<svg width=16 height=16><title>Link</title></svg>", "", false),
        ("<svg class=octicon aria-hidden=true><text>x</text></svg>", "", false),
        ("<svg style='display:none'><symbol><title>t</title></symbol></svg>", "", false),
    ] {
        let cleaned = cleaned(svg);
        assert_eq!(cleaned.html, words, "{svg}");
        let kinds: Vec<LossKind> = cleaned.losses.iter().map(|loss| loss.kind).collect();
        assert_eq!(kinds, if is_lost { vec![LossKind::Drawing] } else { Vec::new() }, "{svg}");
    }
}

#[test]
fn what_is_dropped_whole_is_named_once_with_its_line() {
    let text =
        "a\nb<iframe srcdoc=x></iframe>\n<img src='file:///a.png'><img src='blob:x'>\n<svg><path/></svg>";
    let losses: Vec<(LossKind, usize)> =
        cleaned(text).losses.iter().map(|loss| (loss.kind, loss.line)).collect();
    assert_eq!(losses, [(LossKind::Embed, 1), (LossKind::Image, 2), (LossKind::Drawing, 3)]);
    for text in
        ["<img src='data:image/gif;base64,R0' data-src=/a.png><img alt=x><script>a</script>", "<p>a</p>"]
    {
        assert_eq!(cleaned(text).losses, [], "{text}");
    }
}

#[test]
fn lazy_images_show_the_real_one() {
    let shown = |url: &str| format!("<img src=\"https://example.org/{url}\">");
    for (fragment, url) in [
        ("<img src=/blank.gif data-src=/a.png>", "a.png"),
        ("<img src=/tiny.jpg class='lazyload blur' data-src=/a.png>", "a.png"),
        ("<img width=1 height=1 src=/x.gif data-original=/a.png>", "a.png"),
        ("<img src=/t.png class=lazy data-srcset='/s.png 400w, /m.png 1200w, /l.png 2400w'>", "m.png"),
        ("<img data-src='{\"a\":1}' srcset='/a.png 2x'>", "a.png"),
        (
            "<img src='data:image/svg+xml,x' srcset='data:image/gif;base64,R0 1w' data-lazy-srcset=/a.png>",
            "a.png",
        ),
        ("<img src=data:, class=lazy><noscript><img src=/a.png></noscript>", "a.png"),
        ("<noscript><img src=/a-large.png></noscript><img data-src=/a.png>", "a.png"),
    ] {
        assert_eq!(cleaned(fragment).html, shown(url), "{fragment}");
    }
    assert_cleaned(&[
        (
            "<img data-src=/a.png>\n<noscript><img src=/b.png></noscript>",
            "<img src=\"https://example.org/a.png\">\n",
        ),
        (
            "<picture><source srcset=/a.avif type=image/avif><source srcset='/a.webp 800w, /b.webp 1600w'><img class=lazy src=/s.gif></picture>",
            "<picture><img src=\"https://example.org/b.webp\"></picture>",
        ),
        (
            "<p>a<noscript><img height=1 width=1 src=/count></noscript><noscript>Please use scripts.</noscript></p>",
            "<p>a</p>",
        ),
        ("a <noscript><p>b <img src=/a.png></p></noscript>", "a <img src=\"https://example.org/a.png\">"),
        (
            "<img src='data:image/gif;base64,R0'><noscript><img src=/a.png></noscript>",
            "<img src=\"https://example.org/a.png\">",
        ),
        (
            "<img src=/a.png width=640 height=480 alt=a>",
            "<img src=\"https://example.org/a.png\" width=\"640\" height=\"480\" alt=\"a\">",
        ),
    ]);
}

#[test]
fn an_image_that_stands_for_a_character_becomes_it() {
    assert_cleaned(&[
        ("<p>Hi <img class='emoji x' alt='🐍' src=https://s.example.org/1f40d.png></p>", "<p>Hi 🐍</p>"),
        ("<img src=/s.gif class=wp-smiley alt=':-&gt;'>", ":-&gt;"),
        ("<img src=/s.gif class=wp-smiley>", "<img src=\"https://example.org/s.gif\">"),
        ("<img src=/s.gif class=emojis alt=a>", "<img src=\"https://example.org/s.gif\" alt=\"a\">"),
    ]);
}

#[test]
fn an_image_whose_url_nobody_knows_leaves_its_words_and_no_name_of_a_file() {
    let rules = Rules { base: None, embeds: &[], keep_styling: false, files: FileBase::Unknown(None) };
    for (alt, expected) in [
        ("A <i>wheel</i>", "<p>A &lt;i&gt;wheel&lt;/i&gt;</p>"),
        ("img/a.png", "<p></p>"),
        ("big_wheel", "<p></p>"),
        ("Wheel", "<p>Wheel</p>"),
    ] {
        let alt = alt.replace('<', "&lt;");
        let cleaned = clean(&format!("<p><img src=\"./a.png\" alt=\"{alt}\"></p>"), &rules);
        assert_eq!(cleaned.html, expected, "{alt}");
        assert_eq!(cleaned.losses.len(), 1);
    }
    let lazy = "<img src=\"./small.svg\" data-src=\"https://example.org/large.png\" alt=\"Wheel\">";
    assert!(clean(lazy, &rules).html.contains("src=\"https://example.org/large.png\""));
}
