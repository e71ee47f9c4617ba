use super::*;
use crate::catalogue::{Facts, FactsBuffer, IndexEntry, Moment};
use crate::config;
use crate::time::{self, Tz};
use crate::topic;

fn moment(text: &str) -> Option<Moment> {
    Some(Moment::of(time::read(text, Tz::UTC).unwrap().instant))
}

fn selection<'a>(id: &'a str, updated: &str, topics: &[&'a str]) -> PackedSelection<'a> {
    PackedSelection {
        id,
        is_id_made: false,
        title: 0,
        published: moment("2020-01-01"),
        changed: moment(updated),
        topics: topics.to_vec(),
        language: Some("en-GB"),
        site_language: Some(0),
        category: Some("News"),
        kind: None,
        provider: None,
        quality: Some(Score::Whole(10)),
        heat: None,
        has_media: false,
    }
}

fn packed(selections: Vec<PackedSelection<'_>>) -> FactsBuffer {
    let mut buffer = FactsBuffer::default();
    for selection in selections {
        buffer.push(IndexEntry::default(), &Facts { selection: Some(selection), ..Facts::default() });
    }
    buffer
}

fn configuration(rest: &str) -> Config {
    let text = format!("site: {{url: 'https://example.org'}}\n{rest}\n");
    config::read_own("feedmill.yaml", &text, None, None).unwrap()
}

fn mark(packed: &FactsBuffer, number: u32) -> Mark {
    packed.entry(number as usize).unwrap_or_default().mark
}

/// The names of the topics of an article.
fn topics<'f>(articles: &Articles<'f>, number: u32) -> Vec<&'f str> {
    let names: Vec<&str> = articles.names().map(|(name, _)| name).collect();
    articles.names_of(number).map(|name| names[name]).collect()
}

/// A ruling by which the first record has the id, and each other is this.
fn others_are(claim: Claim) -> impl Fn(&str, &[u32]) -> (u32, Vec<(u32, Claim)>) {
    move |_, numbers| (numbers[0], numbers[1..].iter().map(|&number| (number, claim)).collect())
}

#[test]
fn of_records_with_one_id_the_ruling_says_which_stays_and_with_whose_topics() {
    let packed = packed(vec![
        selection("a", "2020-01-01", &["X"]),
        selection("a", "2020-01-02", &["Y"]),
        PackedSelection { published: moment("2019-12-31"), ..selection("a", "2020-01-03", &["Z"]) },
        PackedSelection { is_id_made: true, published: None, ..selection("a", "2020-01-01", &[]) },
        selection("b", "2020-01-01", &[]),
    ]);
    let (mark, bytes) = (|number| mark(&packed, number), |number: u32| packed.packed(number as usize));
    let facts = Lookup { mark: &mark, packed: &bytes };
    let config = configuration("");
    let first = |id: &str, numbers: &[u32]| {
        assert_eq!((id, numbers), ("a", &[2, 0, 1, 3][..]), "the order where nothing is known");
        others_are(Claim::Same)(id, numbers)
    };
    let merged = articles(5, facts, &config, &first);
    assert_eq!(merged.kept().map(|(_, article)| article.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(merged.count(), 2);
    assert_eq!(topics(&merged, 2), ["Z", "X", "Y"]);
    for claim in [Claim::Copy, Claim::Collided, Claim::Taken] {
        let apart = articles(5, facts, &config, &others_are(claim));
        assert_eq!(topics(&apart, 2), ["Z"], "{claim:?}");
        assert_eq!(apart.largest_collision(), if claim == Claim::Collided { 4 } else { 0 });
        assert_eq!(apart.repeated().collect::<Vec<_>>(), [0, 1, 3].map(|number| (number, 2, claim)));
    }
}

#[test]
fn groups_hold_the_newest_and_equals_are_in_the_order_of_their_ids() {
    let dated = |id, date, topics: &[&'static str]| PackedSelection {
        published: moment(date),
        ..selection(id, date, topics)
    };
    let packed = packed(vec![
        dated("d", "2020-01-01", &["a", "b"]),
        dated("c", "2020-01-03", &["A"]),
        dated("b", "2020-01-02", &["a", "A"]),
        dated("a", "2020-01-02", &["a"]),
    ]);
    let (mark, bytes) = (|number| mark(&packed, number), |number: u32| packed.packed(number as usize));
    let facts = Lookup { mark: &mark, packed: &bytes };
    let config =
        configuration("feeds: {limit: 3, extra: [{name: best, order: quality, limit: 1, title: Best}]}");
    let articles = articles(4, facts, &config, &others_are(Claim::Same));
    let directory = topic::directory(articles.names(), &[], &config.topics, &topic::Folders::default());
    let groups = group(&articles, facts, &directory, &config);
    let members: Vec<&[u32]> = groups.iter().map(|group| group.members.as_slice()).collect();
    assert_eq!(members, [&[1, 3, 2][..], &[1, 3, 2], &[0], &[1]]);
    assert!(matches!(&groups[1].kind, GroupKind::Topic { name, slug, .. } if name == "a" && slug == "a"));
    let topics = topics(&articles, 2).into_iter().filter_map(|name| directory.topic(name));
    let categories = categories(topics, "https://example.org/");
    assert_eq!(categories.len(), 1, "two spellings are one topic: {categories:?}");
}

#[test]
fn articles_of_many_stretches_keep_their_topics() {
    let ids: Vec<String> = (0..20_000).map(|number| format!("id {number}")).collect();
    let names = ["a", "b", "c", "d", "e"];
    let own = |number: usize| [names[number % 5], names[number / 4000]];
    let packed = packed(
        ids.iter().enumerate().map(|(number, id)| selection(id, "2020-01-01", &own(number))).collect(),
    );
    let (mark, bytes) = (|number| mark(&packed, number), |number: u32| packed.packed(number as usize));
    let facts = Lookup { mark: &mark, packed: &bytes };
    let articles = articles(20_000, facts, &configuration(""), &others_are(Claim::Same));
    for number in 0..20_000 {
        assert!(topics(&articles, number) == own(number as usize), "{number}");
    }
    let uses: Vec<(&str, usize)> = articles.names().collect();
    assert_eq!(uses, names.map(|name| (name, 8000)));
}

#[test]
fn a_filter_passes_what_fulfils_all_of_it() {
    let article = selection("a", "2020-01-01", &[]);
    for (filter, expected) in [
        ("{}", true),
        ("{min_quality: 10}", true),
        ("{min_quality: 10.5}", false),
        ("{min_heat: 0}", false),
        ("{category: [video, NEWS]}", true),
        ("{type: article}", false),
        ("{language: en}", true),
        ("{language: en_gb}", true),
        ("{language: eo}", false),
        ("{since: 2020-01-01, until: 2020-01-01}", true),
        ("{since: '2020-01-01T00:00:01Z'}", false),
        ("{until: 2019-12-31}", false),
        ("{min_quality: 10, category: video}", false),
    ] {
        let config = configuration(&format!("filters: {filter}"));
        assert_eq!(Conditions::of(&config.filter).pass(&article), expected, "{filter}");
    }
}

#[test]
fn what_is_no_article_is_in_no_group() {
    let mut packed = FactsBuffer::default();
    packed.push(IndexEntry::default(), &Facts::default());
    let (mark, bytes) = (|number| mark(&packed, number), |number: u32| packed.packed(number as usize));
    let facts = Lookup { mark: &mark, packed: &bytes };
    assert_eq!(articles(1, facts, &configuration(""), &others_are(Claim::Same)).count(), 0);
}

#[test]
fn each_language_has_its_own_newest_and_its_own_topics() {
    let dated = |id, date, topics: &[&'static str], site_language| PackedSelection {
        published: moment(date),
        site_language,
        ..selection(id, date, topics)
    };
    let packed = packed(vec![
        dated("a", "2020-01-01", &["x"], Some(0)),
        dated("b", "2020-01-02", &["x"], Some(1)),
        dated("c", "2020-01-03", &["x", "y"], Some(1)),
        dated("d", "2020-01-04", &["x"], None),
        dated("e", "2020-01-05", &["x"], Some(2)),
    ]);
    let (mark, bytes) = (|number| mark(&packed, number), |number: u32| packed.packed(number as usize));
    let facts = Lookup { mark: &mark, packed: &bytes };
    let groups = |languages: &str| {
        let config = configuration(&format!("input: {{languages: {languages}}}\nfeeds: {{limit: 1}}"));
        let articles = articles(5, facts, &config, &others_are(Claim::Same));
        let directory = topic::directory(articles.names(), &[], &config.topics, &topic::Folders::default());
        let groups = group(&articles, facts, &directory, &config).into_iter().map(|group| match group.kind {
            GroupKind::Topic { language, slug, .. } => (language, slug, group.members),
            GroupKind::Aggregate { language } => (language, String::new(), group.members),
            GroupKind::Extra(_) => (None, "extra".to_owned(), group.members),
        });
        groups.collect::<Vec<_>>()
    };
    let of = |language, slug: &str, member: u32| (Some(language), slug.to_owned(), vec![member]);
    let expected = [of(0, "", 0), of(1, "", 2), of(0, "x", 0), of(1, "x", 2), of(1, "y", 2)];
    assert_eq!(groups("[en, de]"), expected);
    assert_eq!(groups("[en]"), [of(0, "", 0), of(0, "x", 0)]);
    let all = groups("[]");
    assert_eq!(all.first(), Some(&(None, String::new(), vec![4])), "{all:?}");
}
