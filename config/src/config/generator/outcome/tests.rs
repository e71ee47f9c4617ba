use super::*;
use crate::config::generator::literals::{Language, tokens};

/// What the function or expression behind `HERE` may come to.
fn of(program: &str) -> Vec<Value> {
    let tokens = tokens(program, Language::JavaScript);
    let at = tokens.iter().position(|token| token.word == Word::Name("HERE")).unwrap();
    outcomes(&tokens, at + 1)
}

#[test]
fn an_article_that_says_no_word_is_free_of_what_asks_for_words() {
    for program in [
        "HERE (data) => { if (data.draft) return false; }",
        "HERE (data, content) => { if (data.draft && process.env.MODE === 'build') { return false; } }",
        "HERE function (data) { if (data.draft) { if (data.draft === 'x') { return false } data.title = `${data.title} (d)` } if (data.draft) { return false } }",
        "HERE ({ draft, page }) => { if (draft || page.date > new Date()) return false }",
        "HERE (data) => { const dir = (data.page?.inputPath || '').includes('/_drafts/'); if (data.published === false || dir) { return false } }",
        "function keep(data) { const isDraft = 'draft' in data && data.draft !== false; const is = data.page.date > today; return dev || (!isDraft && !is) }\n\
         const today = new Date(); const dev = process.env.X === 'dev'; HERE (data) => { if (keep(data)) { return undefined } else { return false } }",
        "HERE (data) => { for (const a of b) { c.push(a) } }",
        "HERE drafts; const drafts = async (data) => { if (data?.draft) return false; }",
    ] {
        assert_eq!(of(program), [Value::Undefined], "{program}");
    }
    for (program, expected) in [
        ("HERE data => data.draft !== true", Value::Truth(true)),
        ("HERE ({ data }) => import.meta.env.PROD ? !data.draft : true", Value::Truth(true)),
        ("HERE ({ data }) => !data.draft && data.pubDate <= new Date()", Value::Truth(true)),
        ("HERE p => !p.data.draft && Date.now() >= p.data.pubDate.valueOf()", Value::Truth(true)),
        ("HERE data => !!data.draft", Value::Truth(false)),
        ("HERE data => data.permalink", Value::Data("permalink".to_owned())),
        ("HERE data => data.draft ? false : data.permalink", Value::Data("permalink".to_owned())),
        (
            "HERE () => (data) => { if (data.draft && !process.env.D) { return false } return `/a/${data.page.fileSlug}/` }",
            Value::Text("/a/${data.page.fileSlug}/".to_owned()),
        ),
        ("HERE 'a' + \"b\"", Value::Text("ab".to_owned())),
    ] {
        assert_eq!(of(program), [expected], "{program}");
    }
}

#[test]
fn what_is_not_known_is_said_to_be() {
    for program in [
        "HERE (data) => { if (data.secret) return false; }",
        "HERE (data) => { if (!data.ready) return false; }",
        "HERE (data) => { if (!data.published) return false; }",
        "HERE (data) => { if (data.page.inputPath.includes('/secret/')) return false; }",
        "HERE (data) => { if (isSecret(data)) return false; }",
        "HERE (data) => keep(data)",
        "HERE (data) => { for (const x of y) { if (data[x]) return false } }",
        "HERE (data) => { if (data.x) { data.draft = true } }",
        "HERE (data) => { let is = true; if (data.x) { is = false } return is }",
        "HERE data => data.secret ? false : data.permalink",
        "HERE data => data.draft || data.secret",
        "HERE ({ secret = true }) => !secret",
        "HERE ({ data }) => data.tags.includes('a')",
        "let x = 1; x = 2; HERE data => x",
        "HERE (data) => { switch (data.kind) { case 'a': return false } }",
        "HERE (data) => { try { return f(data) } catch { return false } }",
    ] {
        let values = of(program);
        assert!(
            values.iter().any(|value| matches!(value, Value::Unknown | Value::Data(_) | Value::Truth(false))),
            "{program} {values:?}"
        );
    }
}

#[test]
fn programs_that_end_nowhere_end_here() {
    let nested = format!("HERE {}", "(".repeat(100_000));
    let signs = format!("HERE data => {}data", "!".repeat(100_000));
    let calls = "const a = (d) => b(d) || b(d); const b = (d) => a(d) || a(d); HERE a";
    for program in
        ["HERE", "HERE function", "HERE (", "HERE (a) => {", "HERE {", "HERE a ? b", &nested, &signs, calls]
    {
        assert!(!of(program).is_empty());
    }
}
