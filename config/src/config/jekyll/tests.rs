use super::*;
use crate::model::{Position, Record};
use crate::record::{self, Reading};

const URL: &str = "url: https://example.org\n";

fn config(yaml: &str) -> Config {
    read("site/_config.yml", &format!("{URL}{yaml}"), None).unwrap()
}

fn record(config: &Config, path: &str, front_matter: &str) -> Record {
    let text = format!("---\n{front_matter}\n---\nText.\n");
    match record::read(path, text.as_bytes(), &config.input.fields) {
        Reading::Record(record, _) => *record,
        other => panic!("{other:?}"),
    }
}

fn title(config: &Config, path: &str, front_matter: &str) -> Option<String> {
    record(config, path, front_matter).title.map(|title| title.text)
}

#[test]
fn a_default_is_for_the_records_of_its_scope() {
    let post = "_posts/2020-01-05-a.md";
    for (scope, path, applies) in [
        ("{path: ''}", post, true),
        ("{}", post, true),
        ("{type: posts}", post, true),
        ("{type: post}", post, true),
        ("{type: posts}", "uk/_posts/2020-01-05-a.md", true),
        ("{type: pages}", post, false),
        ("{type: posts}", "_notes/a.md", false),
        ("{type: notes}", "_notes/a.md", true),
        ("{type: notes}", "_others/a.md", false),
        ("{type: page}", "about.md", true),
        ("{path: _posts, type: posts}", post, true),
        ("{path: _posts}", "uk/_posts/2020-01-05-a.md", false),
        ("{path: uk}", "uk/_posts/2020-01-05-a.md", true),
        // A path is the beginning of a text, as it is to Jekyll.
        ("{path: _posts/2020}", post, true),
        ("{path: /_posts}", post, false),
        ("{path: '_posts/*/b'}", "_posts/a/b/2020-01-05-a.md", true),
        ("{path: '_posts/*/b'}", "_posts/a/c/b/2020-01-05-a.md", false),
        ("{path: '**/b'}", "_posts/a/c/b/2020-01-05-a.md", true),
        ("{path: '_posts/*.md'}", post, true),
        ("{path: '*.md'}", post, false),
        ("{path: '_posts/*.html'}", post, false),
    ] {
        let yaml = format!(
            "collections: {{notes: {{output: true}}}}\ndefaults: [{{scope: {scope}, values: {{title: D}}}}]"
        );
        assert_eq!(title(&config(&yaml), path, "x: y").is_some(), applies, "{scope} {path}");
    }
    let without_scope = config("defaults: [{values: {title: D}}]");
    assert_eq!(title(&without_scope, post, "x: y").as_deref(), Some("D"));
}

#[test]
fn paths_of_scopes_are_seen_from_the_folder_of_the_collections() {
    for (scope, applies) in [("_posts", true), ("c/_posts", true), ("'c/*/a'", true), ("'_posts/*'", false)] {
        let config = config(&format!(
            "collections_dir: c\ndefaults: [{{scope: {{path: {scope}}}, values: {{title: D}}}}]"
        ));
        assert_eq!(title(&config, "c/_posts/a/2020-01-05-a.md", "x: y").is_some(), applies, "{scope}");
    }
}

#[test]
fn of_defaults_the_narrower_wins_then_the_one_with_a_type_then_the_later() {
    let everywhere = "{scope: {path: ''}, values: {title: everywhere}}";
    let typed = "{scope: {path: '', type: posts}, values: {title: typed}}";
    let folder = "{scope: {path: _posts}, values: {title: folder}}";
    let deep = "{scope: {path: _posts/a, type: posts}, values: {title: deep}}";
    let later = "{scope: {path: '', type: posts}, values: {title: later}}";
    for (sets, expected) in [
        (vec![everywhere, typed], "typed"),
        (vec![typed, everywhere], "typed"),
        (vec![typed, later], "later"),
        (vec![folder, typed], "folder"),
        (vec![deep, folder, typed, everywhere], "deep"),
        (vec![everywhere, typed, folder, deep], "deep"),
    ] {
        let config = config(&format!("defaults: [{}]", sets.join(", ")));
        assert_eq!(title(&config, "_posts/a/2020-01-05-a.md", "x: y").as_deref(), Some(expected), "{sets:?}");
        assert_eq!(title(&config, "_posts/a/2020-01-05-a.md", "title: own").as_deref(), Some("own"));
        // What says nothing replaces nothing.
        assert_eq!(title(&config, "_posts/a/2020-01-05-a.md", "title:").as_deref(), Some(expected));
    }
}

#[test]
fn what_a_record_says_under_another_key_of_the_meaning_wins_too() {
    let config = config(
        "defaults: [{values: {author: Team, image: {url: /d.png, width: 3}, permalink: /d/, lang: de}}]",
    );
    let record =
        record(&config, "_posts/2020-01-05-a.md", "authors: [Ann]\nimage: {url: /a.png}\nlanguage: fr");
    let names: Vec<_> = record.authors.iter().filter_map(|person| person.name.as_ref()).collect();
    assert_eq!(names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["Ann"]);
    assert_eq!(record.language.unwrap().text, "fr");
    // Mappings are merged.
    let image = record.images.first().unwrap();
    assert_eq!((image.url.text.as_str(), image.width.as_ref().unwrap().text.as_str()), ("/a.png", "3"));
    assert_eq!(record.permalink.unwrap().text, "/d/");
}

#[test]
fn defaults_have_their_place_in_the_configuration() {
    let config = config("defaults:\n  - values:\n      published: maybe\n");
    let record = record(&config, "_posts/2020-01-05-a.md", "title: T");
    let position = record.flags.first().unwrap().value.position.in_configuration();
    assert_eq!(position, Some(Position { line: 4, column: 18 }));
    assert_eq!(record.title.unwrap().position.in_configuration(), None);
    assert_eq!(config.input.fields.defaults().file_of("_posts/2020-01-01-a.md"), "_config.yml");
}

#[test]
fn categories_and_tags_are_those_that_jekyll_gives() {
    let with = |yaml: &str, path: &str, front_matter: &str| {
        let record = record(&config(yaml), path, front_matter);
        let texts = |names: Vec<crate::model::Spanned>| {
            names.into_iter().map(|name| name.text).collect::<Vec<_>>().join("|")
        };
        (texts(record.categories), texts(record.topics))
    };
    for (yaml, path, front_matter, categories, topics) in [
        ("", "_posts/2020-01-05-a.md", "category: Big Day\ntag: one two", "Big Day", "Big Day|one two"),
        ("", "_posts/2020-01-05-a.md", "categories: a b\ntags: c d", "a|b", "a|b|c|d"),
        ("", "uk/tea/_posts/x/2020-01-05-a.md", "categories: [tea, milk]", "uk|tea|milk", "uk|tea|milk"),
        ("", "_posts/2020-01-05-a.md", "categories: b\ncategory: a", "b|a", "b|a"),
        ("", "_posts/2020-01-05-a.md", "tag: a\ntags: [b]", "", "a"),
        ("", "_posts/2020-01-05-a.md", "topics: [t]\ntags: [b]\ncategory: c", "c", "t"),
        (
            "defaults: [{values: {categories: [d], tags: [e]}}]",
            "_posts/2020-01-05-a.md",
            "categories: c\ntags: f",
            "d|c",
            "d|c|f",
        ),
        ("defaults: [{values: {category: d}}]", "_posts/2020-01-05-a.md", "tags: f", "d", "d|f"),
        ("source: src", "src/uk/_posts/2020-01-05-a.md", "x: y", "uk", "uk"),
    ] {
        let expected = (categories.to_owned(), topics.to_owned());
        assert_eq!(with(yaml, path, front_matter), expected, "{yaml} {path} {front_matter}");
    }
}

#[test]
fn what_is_not_followed_is_reported_at_its_line() {
    let line = |yaml: &str| {
        let findings = config(yaml).findings;
        let one = |finding: &crate::finding::Finding| {
            assert_eq!((finding.rule.id(), finding.path.as_str()), ("unread-setting", "_config.yml"));
            finding.position.map(|position| (position.line, position.column))
        };
        findings.iter().filter_map(one).collect::<Vec<_>>()
    };
    for (yaml, expected) in [
        ("limit_posts: 5", vec![(2, 1)]),
        ("a: b\nunpublished: true", vec![(3, 1)]),
        ("show_drafts: true", vec![(2, 1)]),
        ("languages: [en, de]\ndefault_lang: en", vec![(2, 1), (3, 1)]),
        ("permalink: /:yaer/:title/", vec![(2, 12)]),
        ("collections: {notes: {output: true, permalink: /:x/}}", vec![(2, 48)]),
        ("defaults: [{scope: {path: a, layout: b}, values: {}}]", vec![(2, 30)]),
        ("defaults: [{scope: {path: a}, value: {}}]", vec![(2, 12)]),
        ("defaults: [{values: {permalink: /:x/}}]", vec![(2, 33)]),
        ("defaults: {values: {}}", vec![(2, 11)]),
        ("defaults: [{scope: {type: [a]}, values: {}}]", vec![(2, 27)]),
        ("defaults: [{scope: {path: 'a*['}, values: {}}]", vec![(2, 20)]),
        ("markdown_ext: md,txt", vec![(2, 1)]),
        // These change nothing.
        (
            "limit_posts: 0\nunpublished: false\nshow_drafts:\nmarkdown_ext: 'md, markdown'\nencoding: utf-8",
            vec![],
        ),
        ("paginate: 5\nplugins: [jekyll-redirect-from]\nlsi: true\na_theme: {says: anything}", vec![]),
    ] {
        assert_eq!(line(yaml), expected, "{yaml}");
    }
}

#[test]
fn only_collections_that_are_published_are_searched() {
    for (yaml, expected) in [
        ("collections: [notes]", vec![]),
        ("collections: {notes: {output: true}, seeds: {output: false}, plants: {}}", vec!["notes"]),
        ("collections: {posts: {output: true}, drafts: {output: true}, data: {output: true}}", vec![]),
        ("collections: {a: {output: true}, b: {output: true}}\nfeed: {collections: [b]}", vec!["b"]),
        (
            "collections: {a: {output: true}, b: {output: true}}\nfeed: {collections: {a: {path: /a.xml}}}",
            vec!["a"],
        ),
        ("collections: {a: {output: true}}\nfeed: {path: /f.xml}", vec!["a"]),
    ] {
        let Paths::Jekyll { collections, .. } = config(yaml).input.paths else { panic!() };
        assert_eq!(collections, expected, "{yaml}");
    }
}

#[test]
fn the_settings_of_its_feed_are_followed() {
    let config = config("feed: {excerpt_only: true, posts_limit: 7}");
    assert_eq!((config.feeds.content, config.feeds.limit), (ContentMode::Excerpt, 7));
}

#[test]
fn a_language_that_is_not_registered_is_reported() {
    for (yaml, language, expected) in [
        (
            "lang: jp",
            None,
            Some(
                "_config.yml:2:7: warning: value: `lang` is not a registered language tag; write `ja` if that is meant; it is left out",
            ),
        ),
        (
            "a: b\nlocale: en-UK",
            Some("en"),
            Some(
                "_config.yml:3:9: warning: value: `locale` is not a registered language tag; write `en-GB` if that is meant; that part is left out",
            ),
        ),
        ("lang: pt_BR", Some("pt-BR"), None),
        ("lang:\nlocale: de", Some("de"), None),
    ] {
        let config = config(yaml);
        let findings: Vec<String> = config.findings.iter().map(ToString::to_string).collect();
        assert_eq!(
            (config.site.language.as_deref(), findings),
            (language, expected.map(str::to_owned).into_iter().collect()),
            "{yaml}"
        );
    }
}
