//! No word of a text is lost without a finding, however marks of generators meet.

use proptest::prelude::*;

use super::*;
use crate::config;
use crate::record::{self, Reading};

/// Parts of bodies, in which every `W` is a word that a reader sees.
const PARTS: &[&str] = &[
    "W W ",
    "W\n",
    "W\n\n",
    "\n\n",
    "\n",
    "    W\n",
    "> ",
    "- W\n",
    "1. W\n",
    "# W {#id}\n",
    "**W** ",
    "`W` ",
    "`",
    "```\nW\n```\n\n",
    "```\n",
    "[W](/a) ",
    "[W] ",
    "| W | W |\n|---|---|\n| W | W |\n\n",
    "<b>W</b>",
    "<div markdown=\"1\">\nW\n</div>\n\n",
    "<div>",
    "</div>\n",
    "> [!NOTE]\n> W\n\n",
    "> [!TIP] W\n> W\n\n",
    "!!! note \"W\"\n    W\n\n",
    "!!! note\nW\n",
    "??? tip \"W\"\n    W\n",
    ":::note\nW\n:::\n\n",
    ":::note[W]\nW\n",
    "::: tip W\n",
    ":::\n",
    ":W: ",
    ":W\n",
    "W\n: W\n\n",
    "W{: .x}\n",
    "{: .x}\n",
    "{:.x #y}",
    "{#a}",
    "{W}",
    "{W",
    "W}",
    "{",
    "}",
    "{{ W }}",
    "{{",
    "}}",
    "{% note %}W{% endnote %}",
    "{% W %}",
    "{%",
    "%}",
    "{{< note >}}W{{< /note >}}",
    "{{% note %}}\nW\n{{% /note %}}\n",
    "{{< a W >}}",
    "{{< ",
    ">}}",
    "<Note>W</Note>",
    "<Note kind=\"x\">\n\nW\n\n</Note>\n",
    "<Note>",
    "</Note>",
    "import A from 'a'\n\n",
    "import W\n\n",
    "export const a = 1\n\n",
    "*[HTML]: x\n",
    "<!--more-->",
    "$W$ ",
    "==W== ",
    "[^1] ",
    "=== \"W\"\n    W\n",
    "---\n",
];

/// The body of these parts, with a word of its own for each `W`, and how many words it has.
fn body(parts: &[&str]) -> (String, usize) {
    let (mut body, mut count) = (String::new(), 0);
    for (index, part) in parts.concat().split('W').enumerate() {
        if index > 0 {
            body.push_str(&format!("w{count}w"));
            count += 1;
        }
        body.push_str(part);
    }
    (body, count)
}

fn missing(path: &str, config: &Config, text: &str, count: usize) -> Vec<usize> {
    let file = format!("---\ntitle: T\ndate: 2020-01-01\n---\n{text}\n");
    let Reading::Record(record, _) = record::read(path, file.as_bytes(), &config.input.fields) else {
        panic!("{text}")
    };
    let now = time::read("2026-01-01", time::Tz::UTC).unwrap().instant;
    let decision = normalise(&record, config, now);
    // What of a body is not shown is told at its first place only.
    let tells = |rule: &Rule| matches!(rule, Rule::Template | Rule::Content | Rule::Depth);
    if decision.findings.iter().any(|finding| tells(&finding.rule)) {
        return Vec::new();
    }
    let entry = decision.article.unwrap().entry;
    let Some(Content::Text(content)) = entry.contents.first() else { return (0..count).collect() };
    (0..count).filter(|word| !content.value.contains(&format!("w{word}w"))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_word_is_lost_without_a_finding(parts in prop::collection::vec(prop::sample::select(PARTS), 1..8)) {
        let own = config::read_own("feedmill.yaml", "site: {title: T, url: 'https://example.org/'}\n", None, None).unwrap();
        let jekyll = config::read_jekyll("_config.yml", "url: https://example.org\n", None).unwrap();
        let (text, count) = body(&parts);
        for (path, config) in [("a.md", &own), ("a.mdx", &own), ("_posts/2020-01-01-a.md", &jekyll)] {
            let missing = missing(path, config, &text, count);
            prop_assert!(missing.is_empty(), "{path}: {missing:?} of {text:?}");
        }
    }
}
