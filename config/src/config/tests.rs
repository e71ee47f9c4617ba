use super::*;

fn own(text: &str) -> Result<Config, String> {
    read_own("feedmill.yaml", text, None, None).map_err(|error| error.to_string())
}

fn fault(text: &str) -> String {
    own(&format!("site: {{title: T, url: 'https://example.org'}}\n{text}")).unwrap_err()
}

#[test]
fn a_url_is_all_that_a_configuration_needs() {
    let config = own("site: {url: 'https://example.org/blog'}").unwrap();
    assert_eq!(
        (config.site.url.as_str(), config.site.title.as_str()),
        ("https://example.org/blog/", "example.org")
    );
    assert_eq!((config.feeds.limit, config.output.directory.as_str()), (50, "public"));
}

#[test]
fn unknown_keys_are_errors_with_the_nearest_known_key() {
    for (text, expected) in [
        ("feeds:\n  limt: 5\n", "feedmill.yaml:3:3: unknown key `feeds.limt`; did you mean `limit`?"),
        (
            "input:\n  fields:\n    topic: [a]\n",
            "feedmill.yaml:4:5: unknown key `input.fields.topic`; did you mean `topics`?",
        ),
        ("outptu: {}\n", "feedmill.yaml:2:1: unknown key `outptu`; did you mean `output`?"),
        (
            "feeds:\n  extra:\n    - name: a\n      title: A\n      filter: {min_head: 5}\n",
            "feedmill.yaml:6:16: unknown key `feeds.extra.filter.min_head`; did you mean `min_heat`?",
        ),
    ] {
        assert_eq!(fault(text), expected);
    }
}

#[test]
fn what_other_tools_cannot_read_is_refused_where_they_stop() {
    assert_eq!(fault("feeds: {a:}\n"), "feedmill.yaml:2:10: not valid YAML: found unexpected ':'");
    let jekyll = read_jekyll("_config.yml", "url: https://example.org\nplugins: [a:]\n", None).unwrap_err();
    assert_eq!(jekyll.to_string(), "_config.yml:2:12: not valid YAML: found unexpected ':'");
    for nothing in ["", "# a\n", "---\n", "~\n"] {
        let error = own(nothing).unwrap_err();
        assert!(!error.contains("not valid YAML"), "{nothing:?}: {error}");
    }
}

#[test]
fn values_that_cannot_be_used_name_their_key_and_what_it_wants() {
    for (text, expected) in [
        ("feeds:\n  limit: none\n", "feedmill.yaml:3:10: `feeds.limit` must be a whole number of at least 1"),
        ("feeds:\n  limit: 0\n", "feedmill.yaml:3:10: `feeds.limit` must be a whole number of at least 1"),
        ("feeds:\n  content: some\n", "feedmill.yaml:3:12: `feeds.content` must be `full` or `excerpt`"),
        (
            "feeds:\n  formats: [rss, xml]\n",
            "feedmill.yaml:3:12: `feeds.formats` must be one or more of `rss`, `atom` and `json`",
        ),
        (
            "topics:\n  title: '{topic} {slug}'\n",
            "feedmill.yaml:3:10: `topics.title` may only contain the placeholders {topic}, {site}",
        ),
        (
            "filters:\n  since: soon\n",
            "feedmill.yaml:3:10: `filters.since` must be a date such as 2020-11-18",
        ),
        (
            "input:\n  paths: {a: b}\n",
            "feedmill.yaml:3:10: `input.paths` must be a text or a list of texts, not a mapping",
        ),
        ("site: {}\n", "feedmill.yaml:2:1: `site` is duplicated"),
    ] {
        assert_eq!(fault(text), expected);
    }
    for permalink in ["/:yeer/:title", "prety", "/:year/:month/"] {
        let message = fault(&format!("input:\n  permalink: {permalink}\n"));
        assert!(message.contains("`input.permalink` must be a style such as `pretty`"), "{message}");
    }
    let zone = own("site: {url: 'https://example.org', timezone: Mars/Olympus}").unwrap_err();
    assert!(zone.ends_with("`site.timezone` must be a name such as `Europe/Berlin`"), "{zone}");
    let missing = own("site: {title: T}").unwrap_err();
    assert_eq!(missing, "feedmill.yaml: `site.url` is missing; feeds need the URL of the site");
}

#[test]
fn paths_cannot_leave_the_destination_or_meet() {
    for path in [
        "../{slug}/{file}", "/{slug}/{file}", "topics/{slug}/../{file}", "topics/{slug}", "topics/{file}",
        "{slug}/{file}", "extra/{slug}/{file}", "t/.{slug}/{file}",
    ] {
        assert!(fault(&format!("feeds: {{path: '{path}'}}\n")).contains("`feeds.path`"), "{path}");
    }
    for path in ["topics/{slug}/{file}", "by/{slug}.{format}.xml", "feed/by_tag/{slug}/{format}"] {
        assert!(
            own(&format!("site: {{url: 'https://example.org'}}\nfeeds: {{path: '{path}'}}\n")).is_ok(),
            "{path}"
        );
    }
    assert!(fault("feeds: {formats: {rss: ../a.xml}}\n").contains("`feeds.formats.rss` must be a file name"));
}

#[test]
fn until_a_day_includes_the_day() {
    let config = own("site: {url: 'https://example.org', timezone: Europe/Berlin}\nfilters: {since: 2020-07-01, until: 2020-07-02}").unwrap();
    let text = |moment: Option<DateTime<Utc>>| crate::time::rfc3339(moment.unwrap());
    assert_eq!(text(config.filter.since), "2020-06-30T22:00:00Z");
    assert_eq!(text(config.filter.before), "2020-07-02T22:00:00Z");
}

#[test]
fn until_is_a_day_or_a_moment_by_what_it_says() {
    for (until, expected) in [
        ("2020-10-18", "2020-10-18T22:00:00Z"),
        ("18 Oct 2020", "2020-10-18T22:00:00Z"),
        ("August 5, 2020", "2020-08-05T22:00:00Z"),
        ("2020-10-18 4 pm", "2020-10-18T14:00:01Z"),
        ("2020-10-18T00:00", "2020-10-17T22:00:01Z"),
        ("20201018T0000", "2020-10-17T22:00:01Z"),
    ] {
        let text = format!(
            "site: {{url: 'https://example.org', timezone: Europe/Berlin}}\nfilters: {{until: '{until}'}}"
        );
        let before = own(&text).unwrap().filter.before.unwrap();
        assert_eq!(crate::time::rfc3339(before), expected, "{until}");
    }
}

#[test]
fn a_base_url_on_the_command_line_has_the_last_word() {
    let base = base_url("http://localhost:8000/x").unwrap();
    let config = read_own(
        "f",
        "site: {url: 'https://example.org'}\noutput: {url: 'https://cdn.example.org/'}",
        Some(&base),
        None,
    )
    .unwrap();
    assert_eq!(
        (config.site.url.as_str(), config.output.url.as_str()),
        ("http://localhost:8000/x/", "http://localhost:8000/x/")
    );
    for wrong in ["example.org", "ftp://example.org", "https://user@example.org/", "/x"] {
        assert!(base_url(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_jekyll_site_says_enough() {
    let text = "title: T\nurl: https://example.org\nbaseurl: /b\ndescription: >\n  About\n  it\nauthor: {name: A, uri: /a}\nlocale: en_us\n\
                timezone: Europe/Berlin\npermalink: pretty\ncollections:\n  news: {output: true}\n  hidden: {}\nexclude: [x]\nfuture: true\n";
    let config = read_jekyll("_config.yml", text, None).unwrap();
    assert_eq!(config.site.url.as_str(), "https://example.org/b/");
    assert_eq!(
        (config.site.description.as_str(), config.site.language.as_deref()),
        ("About it", Some("en-US"))
    );
    assert_eq!((config.site.author.name.as_str(), config.site.timezone.name()), ("A", "Europe/Berlin"));
    assert_eq!(
        (config.input.future, config.input.exclude.as_slice()),
        (Future::Publish, &["x".to_owned()][..])
    );
    let permalinks: Vec<(&str, &str)> =
        config.input.permalinks.iter().map(|rule| (rule.prefix.as_str(), rule.pattern.as_str())).collect();
    assert_eq!(
        permalinks,
        [("_posts/", "/:categories/:year/:month/:day/:title/"), ("_news/", "/:collection/:path/")]
    );
    let missing = read_jekyll("_config.yml", "title: T", None).unwrap_err().to_string();
    assert_eq!(missing, "_config.yml: `url` is missing; add the URL of the site, or give it with --base-url");
}

#[test]
fn feedmill_yaml_says_only_what_is_different_from_the_jekyll_site() {
    let text =
        "title: J\nurl: https://example.org\ndescription: JD\nauthor: {name: JA, url: /ja}\nexclude: [x]\n";
    let jekyll = SiteFiles {
        convention: &conventions::JEKYLL,
        folder: String::new(),
        files: vec![("_config.yml".to_owned(), text.to_owned())],
        folders: Vec::new(),
        programs: Vec::new(),
        unseen: None,
    };
    let read = |text: &str| read_own("feedmill.yaml", text, None, Some(&jekyll)).unwrap();
    let config = read("site: {title: Mine}\ninput: {undated: ignore}\n");
    assert_eq!((config.site.title.as_str(), config.site.description.as_str()), ("Mine", "JD"));
    assert_eq!((config.site.author.name.as_str(), config.input.undated), ("JA", Undated::Ignore));
    assert!(config.input.templates.is_some() && matches!(config.input.paths, Paths::Jekyll { .. }));
    assert_eq!(config.input.exclude, ["x"]);
    let config = read("site: {author: Bob, url: 'https://other.example.org/'}\n");
    assert_eq!((config.site.author.name.as_str(), config.site.author.uri), ("Bob", None));
    assert_eq!(config.output.url.as_str(), "https://other.example.org/");
}

#[test]
fn an_additional_feed_has_its_own_language_or_that_of_its_filter() {
    for (keys, expected) in [
        ("", Some("en")),
        ("filter: {min_heat: 1}", Some("en")),
        ("filter: {language: [pl_PL]}", Some("pl-PL")),
        ("filter: {language: [pl, cs]}", None),
        ("filter: {language: [pl]}, language: cs", Some("cs")),
    ] {
        let text = format!(
            "site: {{url: 'https://example.org', language: en}}\nfeeds: {{extra: [{{name: a, title: A, {keys}}}]}}\n"
        );
        let config = own(&text).unwrap();
        assert_eq!(config.feeds.extra[0].language.as_deref(), expected, "{keys}");
        assert_eq!(config.feeds.extra[0].link, None);
    }
    let linked = "site: {url: 'https://example.org'}\nfeeds: {extra: [{name: a, title: A, link: /top/}]}\n";
    assert_eq!(own(linked).unwrap().feeds.extra[0].link.as_deref(), Some("https://example.org/top/"));
}

#[test]
fn a_language_that_is_not_registered_is_an_error() {
    let site = own("site: {url: 'https://example.org', language: jp}").unwrap_err();
    assert!(site.contains("`site.language` is not a registered language tag; write `ja`"), "{site}");
    for (text, message) in [
        ("filters: {language: [en, cn]}", "`filters.language` is not a registered language tag; write `zh`"),
        (
            "feeds: {extra: [{name: a, title: A, language: en-UK}]}",
            "`feeds.extra.language` is not a registered",
        ),
    ] {
        assert!(fault(text).contains(message), "{}", fault(text));
    }
}
