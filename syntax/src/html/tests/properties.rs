use proptest::prelude::*;
use scraper::Html;

use super::cleaned;
use super::hostile::assert_harmless;
use crate::html::{excerpt, from_markdown, plain_text, sole_embed};
use crate::text::{escape_html, is_permitted};

/// Pieces of which HTML, broken HTML and attacks are made.
pub(super) const PARTS: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i title=x>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<a href=\"//y.example/?a&b\">",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<col>",
    "<ul>",
    "<li>",
    "</ul>",
    "<dl>",
    "<dd>",
    "<h1>",
    "<h2>",
    "</h1>",
    "<pre>",
    "</pre>",
    "\n",
    "\r",
    "<br>",
    "</br>",
    "<img src=a.png>",
    "<img data-src='b c'>",
    "<source src=s>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "</math>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<select>",
    "<option>",
    "</select>",
    "<button>",
    "</button>",
    "<form>",
    "<textarea>",
    "<noscript>",
    "</noscript>",
    "<p hidden>",
    "<div style=display:none>",
    "<span class=katex>",
    "<span class=MathJax>",
    "</span>",
    "<annotation encoding=tex>",
    "<script type=math/tex>",
    "<script src=//gist.github.com/a.js>",
    "<img src=data:, class=lazy>",
    "<img class=emoji alt='<i>' src=e>",
    "<img srcset='a 1w,b 2w'>",
    "<picture>",
    "</picture>",
    "<template>",
    "</template>",
    "<iframe src=https://video.example/>",
    "<iframe src=//z.example>",
    "</iframe>",
    "<object data=o>",
    "</object>",
    "<embed src=e>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!",
    "<?",
    "<",
    ">",
    "</",
    "\"",
    "'",
    "=",
    "/",
    " ",
    "&",
    "&amp;",
    "&lt;",
    "&#60;",
    "&#13;",
    "&#1;",
    "&nbsp",
    "\u{a0}",
    "\u{0}",
    "\u{feff}",
    "»",
    "text",
    "<ruby>",
    "<rt>",
    "<details>",
    "<summary>",
    "<center>",
    "<font>",
    "<nobr>",
    "<marquee>",
    "<foreignObject>",
    "<annotation-xml>",
    " onload=a() ",
    " href=javascript:a() ",
    " style=a ",
];

pub(super) fn soup() -> impl Strategy<Value = String> {
    let part = prop_oneof![9 => prop::sample::select(PARTS).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn cleaning_twice_is_cleaning_once(fragment in soup()) {
        let once = cleaned(&fragment).html;
        prop_assert_eq!(&cleaned(&once).html, &once);
    }

    #[test]
    fn clean_html_parses_to_what_it_says_and_is_harmless(fragment in soup()) {
        let html = cleaned(&fragment).html;
        assert_harmless(&html);
        prop_assert_eq!(Html::parse_fragment(&html).root_element().inner_html(), html);
    }

    #[test]
    fn plain_text_is_one_line_that_escaping_makes_inert(fragment in soup()) {
        let plain = plain_text(&fragment);
        prop_assert!(plain.chars().all(|character| is_permitted(character) && !"\n\r\t".contains(character)));
        let escaped = escape_html(&plain);
        assert_harmless(&escaped);
        prop_assert_eq!(plain_text(&escaped), plain);
    }

    #[test]
    fn excerpts_keep_their_length(fragment in soup(), most in 0_usize..30) {
        prop_assert!(excerpt(&cleaned(&fragment).html, most).chars().count() <= most);
    }

    #[test]
    fn any_text_is_taken_without_panic(text in any::<String>()) {
        let _ = (sole_embed(&text), from_markdown(&text));
        assert_harmless(&cleaned(&text).html);
    }
}
