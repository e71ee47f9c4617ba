use super::*;

fn topics() -> Topics {
    Topics {
        files: vec![],
        only: vec![],
        except: vec![],
        aliases: vec![],
        limit: usize::MAX,
        author_limit: usize::MAX,
        rollup: false,
        title: String::new(),
        description: String::new(),
        link: String::new(),
    }
}

fn declared(id: Option<&str>, name: &str, parent: Option<&str>) -> Declared {
    let own = |text: &str| text.to_owned();
    Declared {
        path: "topics.yaml".to_owned(),
        id: id.map(own),
        name: own(name),
        short_name: None,
        parent: parent.map(own),
    }
}

fn names_and_slugs(names: &[&str], declared: &[Declared]) -> Vec<(String, String)> {
    let directory = directory(names.iter().map(|&name| (name, 1)), declared, &topics(), &Folders::default());
    directory.topics.into_values().map(|topic| (topic.name, topic.slug)).collect()
}

#[test]
fn names_that_differ_in_case_or_composition_are_one_topic_with_the_spelling_most_used() {
    let topics = names_and_slugs(
        &["AI", "ai", "ai ", "Ai", "ai", "Stra\u{df}e", "STRASSE", "cafe\u{301}", "caf\u{e9}"],
        &[],
    );
    let names: Vec<&str> = topics.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ai", "cafe\u{301}", "STRASSE"]);
}

#[test]
fn colliding_slugs_get_hashes_whatever_the_order() {
    let forward = names_and_slugs(&["A B", "a-b", "C"], &[]);
    let backward = names_and_slugs(&["C", "a-b", "A B"], &[]);
    assert_eq!(forward, backward);
    let slugs: Vec<&str> = forward.iter().map(|(_, slug)| slug.as_str()).collect();
    assert!(slugs.contains(&"c"));
    assert_eq!(
        slugs.iter().filter(|slug| slug.starts_with("a-b-") && slug.len() == 12).count(),
        2,
        "{slugs:?}"
    );
}

#[test]
fn a_forged_hash_does_not_share_a_folder() {
    let plain = names_and_slugs(&["A B", "a-b"], &[]);
    let forged = plain[0].1.clone();
    let mut slugs: Vec<String> =
        names_and_slugs(&["A B", "a-b", &forged], &[]).into_iter().map(|(_, slug)| slug).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 3);
}

#[test]
fn a_topics_file_has_the_last_word_on_name_and_slug() {
    let declared = [declared(Some("web-apps"), "Web Apps", None)];
    let topics = names_and_slugs(&["web apps", "WEB APPS", "Web-Apps!"], &declared);
    let hashed = topics.iter().find(|(name, _)| name == "Web-Apps!").unwrap();
    assert!(topics.contains(&("Web Apps".to_owned(), "web-apps".to_owned())));
    assert!(hashed.1.starts_with("web-apps-"), "{hashed:?}");
}

#[test]
fn parents_are_found_by_name_or_id_and_circles_end() {
    let declared = [
        declared(Some("top"), "Top", Some("Low")),
        declared(None, "Mid", Some("top")),
        declared(None, "Low", Some("MID")),
    ];
    let directory = directory(std::iter::empty(), &declared, &topics(), &Folders::default());
    let low = directory.topic("low").unwrap();
    let above: Vec<&str> = directory.ancestors(low).iter().map(|topic| topic.name.as_str()).collect();
    assert_eq!(above, ["Mid", "Top"]);
}

#[test]
fn of_the_topics_above_one_a_hundred_are_heeded() {
    let declared: Vec<_> =
        (0..300).map(|at| declared(None, &format!("n{at}"), Some(&format!("n{}", at + 1)))).collect();
    let directory = directory(std::iter::empty(), &declared, &topics(), &Folders::default());
    let above = directory.ancestors(directory.topic("n7").unwrap());
    assert_eq!((above.len(), above[99].name.as_str()), (100, "n107"));
}

#[test]
fn aliases_lead_to_the_topic() {
    let mut settings = topics();
    settings.aliases =
        vec![("js".to_owned(), "JavaScript".to_owned()), ("EcmaScript".to_owned(), "JavaScript".to_owned())];
    let directory = directory(
        ["JS", "js", "TypeScript"].into_iter().map(|name| (name, 1)),
        &[],
        &settings,
        &Folders::default(),
    );
    assert_eq!(directory.topic("ecmascript").map(|topic| topic.name.as_str()), Some("JavaScript"));
    assert_eq!(directory.topics.len(), 2);
}

#[test]
fn topics_files_are_read_and_their_faults_named() {
    let (topics, findings) =
        read_declared("t.yaml", b"- _id: a\n  name: A\n  shortname: AA\n- _id: b\n- name: C\n  parent: A\n");
    assert_eq!(topics.len(), 2);
    assert_eq!(topics[0].short_name.as_deref(), Some("AA"));
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].to_string(), "t.yaml:4:3: warning: topic: a topic without `name` is left out");
    let (topics, findings) = read_declared("t.yaml", b"name: [");
    assert!(topics.is_empty());
    assert_eq!(findings[0].rule, Rule::Topic);
}

#[test]
fn alias_chains_lead_to_their_end_in_any_order_and_circles_to_nothing() {
    for pairs in
        [[("A", "B"), ("B", "C"), ("X", "Y"), ("Y", "X")], [("Y", "X"), ("B", "C"), ("X", "Y"), ("A", "B")]]
    {
        let mut settings = topics();
        settings.aliases = pairs.iter().map(|&(alias, name)| (alias.to_owned(), name.to_owned())).collect();
        let directory =
            directory(["A", "B", "X"].into_iter().map(|name| (name, 1)), &[], &settings, &Folders::default());
        let names: Vec<&str> = directory.topics.values().map(|topic| topic.name.as_str()).collect();
        assert_eq!(names, ["C", "X"]);
        assert_eq!(directory.topic("a").map(|topic| topic.name.as_str()), Some("C"));
    }
    let mut settings = topics();
    settings.aliases = [("A", "B"), ("B", "C"), ("C", "B"), ("D", "D")]
        .map(|(alias, name)| (alias.into(), name.into()))
        .to_vec();
    let directory =
        directory(["A", "B", "D"].into_iter().map(|name| (name, 1)), &[], &settings, &Folders::default());
    assert_eq!(["A", "B", "C", "D"].map(|name| directory.resolved(name)), ["A", "B", "C", "D"]);
}

#[test]
fn what_topics_files_cannot_mean_is_told() {
    let declared = [
        declared(Some("go"), "Go", Some("Nowhere")),
        declared(Some("go"), "Golang", None),
        declared(Some("../../up"), "Up", None),
    ];
    let directory = directory(std::iter::empty(), &declared, &topics(), &Folders::default());
    let messages: Vec<String> =
        directory.findings(&declared).into_iter().map(|finding| finding.message).collect();
    assert_eq!(
        messages,
        [
            "`parent` names Nowhere, which does not exist",
            "has the same `_id` as topics.yaml; both folders get a hash",
            "`_id` must be lower-case letters, digits and `-`; dot-dot-dot-dot-up is used instead",
        ]
    );
}

fn folders<'f>(pinned: &[(&str, &str)], found: &[(&'f str, Evidence<'f>)]) -> Folders<'f> {
    Folders {
        pinned: pinned.iter().map(|(slug, name)| ((*slug).to_owned(), Key::of(name))).collect(),
        found: found.iter().copied().collect(),
        ..Folders::default()
    }
}

fn says(name: &str) -> Evidence<'_> {
    Evidence { title: Some(name), common: &[], is_filled: true }
}

/// The slug of each topic, and what is to be pinned.
fn slugs(names: &[&str], declared: &[Declared], folders: &Folders<'_>) -> (Vec<String>, Vec<String>) {
    let names_with_uses = names.iter().map(|&name| (name, 1));
    let directory = directory(names_with_uses, declared, &topics(), folders);
    let slugs = names.iter().map(|name| directory.topic(name).unwrap().slug.clone()).collect();
    (slugs, directory.pins.iter().map(|(slug, key)| format!("{slug} {}", key.as_str())).collect())
}

#[test]
fn a_folder_keeps_its_topic_and_is_pinned_only_where_that_matters() {
    let none: [String; 0] = [];
    let found = folders(&[], &[("a-b", says("A/B")), ("c", says("C"))]);
    assert_eq!(slugs(&["A/B", "C"], &[], &found), (vec!["a-b".into(), "c".into()], none.to_vec()));
    let hashed = slugs(&["a-b"], &[], &folders(&[("a-b", "A/B")], &[])).0;
    assert!(hashed[0].starts_with("a-b-"), "{hashed:?}");
    let expected = vec!["a-b".to_owned(), hashed[0].clone()];
    assert_eq!(slugs(&["A/B", "a-b"], &[], &found), (expected.clone(), vec!["a-b a/b".into()]));
    let pinned = folders(&[("a-b", "A/B")], &[]);
    assert_eq!(slugs(&["A/B", "a-b"], &[], &pinned), (expected, none.to_vec()));
    assert_eq!(slugs(&["a-b"], &[], &found), (hashed.clone(), vec!["a-b a/b".into()]), "its topic is gone");
    let common = ["C".to_owned()];
    let moved = folders(&[], &[("other", Evidence { common: &common, ..says("C") })]);
    assert_eq!(slugs(&["C"], &[], &moved), (vec!["other".into()], vec!["other c".into()]));
    assert_eq!(
        slugs(&["C"], &[declared(Some("wish"), "C", None)], &moved),
        (vec!["wish".into()], none.to_vec()),
        "a topics file moves it"
    );
    let taken = slugs(&["A/B", "D"], &[declared(Some("a-b"), "D", None)], &pinned).0;
    assert_eq!((taken[0].as_str(), taken[1] != "a-b"), ("a-b", true), "{taken:?}");
}

#[test]
fn a_feed_tells_its_topic_or_leaves_it_open() {
    let directory =
        directory(["AC/DC", "Sky"].into_iter().map(|name| (name, 1)), &[], &topics(), &Folders::default());
    let common = ["ac/dc".to_owned(), "Rock".to_owned()];
    for (slug, title, common, expected) in [
        ("ac-dc", Some("AC/DC"), &common[..], Some("AC/DC")),
        ("rock-music", Some("rock"), &common, Some("Rock")),
        ("ac-dc", None, &common, Some("AC/DC")),
        ("ac-dc", Some("Another title"), &common, Some("AC/DC")),
        ("other", None, &common, None),
        ("ac-dc", Some("AC/DC"), &[], Some("AC/DC")),
        ("gone", Some("Gone"), &[], Some("Gone")),
        ("other", Some("Gone"), &[], None),
        ("other", Some("Sky"), &[], Some("Sky")),
        ("ac-dc", Some("Sky"), &[], None),
        ("other", None, &[], None),
    ] {
        let evidence = Evidence { title, common, is_filled: true };
        assert_eq!(evidence.owner(slug, &directory), expected.map(Key::of), "{slug} {title:?}");
    }
}
