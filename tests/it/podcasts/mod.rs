//! Podcasts: records with audio become episodes that the rules of PSP-1 accept, and only what is meant is written.

mod files;
mod rules;

use crate::project::{Project, SITE};
pub use rules::parse;
use rules::{Element, broken};

/// A podcast among the additional feeds, with all that can be said of one.
const TALK: &str = "feeds:
  extra:
    - name: talk
      title: Lock talk
      description: Voices from the towpath
      podcast:
        category: [society & culture > documentary, History]
        explicit: false
        image: /cover.png
        locked: true
        type: serial
        funding: [{url: /give, title: Give a coin}]
        txt: [{purpose: verify, text: a-word}]
        people: [{name: Ann Keeper, role: host, url: /ann}]
";

fn site(more: &str) -> String {
    format!("{SITE}  language: en\n  author: Ann Keeper\ninput: {{permalink: /:slug/}}\n{more}")
}

/// A record with a file that is played, and more lines of front matter.
fn episode(number: usize, more: &str) -> (String, String) {
    let text = format!(
        "---\ntitle: Gate {number}\ndate: 2023-01-{number:02}\naudio: {{url: /audio/{number}.mp3, length: {}}}\n\
         summary: What happened at gate {number}\n{more}---\nText of gate {number}.\n",
        100_000 + number
    );
    (format!("articles/gate-{number}.md"), text)
}

/// A project with a podcast of these episodes, the lines of each, and an article without a file.
fn project(more: &[&str]) -> Project {
    let project = Project::new(&[
        ("feedmill.yaml", &site(TALK)),
        ("articles/words.md", "---\ntitle: Words alone\ndate: 2023-02-01\n---\nNothing to hear.\n"),
    ]);
    for (number, more) in (1..).zip(more) {
        let (path, text) = episode(number, more);
        project.write(path, text);
    }
    project
}

const ALL: &str = "image: /images/gate.jpg
duration: \"1:02:03\"
episode: 7
season: 2
episode_type: bonus
explicit: yes
transcripts: [/t/gate.vtt, {url: /t/gate.srt, rel: captions, language: de}]
chapters: /c/gate.json
people: [Ann Keeper, {name: Bob, role: guest, group: cast, href: /bob, img: /bob.png}]
";

/// The channel of the podcast.
fn channel(project: &Project) -> Element {
    parse(&project.read("public/extra/talk/rss.xml")).children.remove(0)
}

/// The texts of all elements of a name in an element.
fn texts<'e>(element: &'e Element, name: &'e str) -> Vec<&'e str> {
    element.all(name).map(|child| child.text.as_str()).collect()
}

/// The attributes of the elements of a name, each as `name=value`.
fn attributes(element: &Element, name: &str) -> Vec<String> {
    let of_one = |child: &Element| {
        let written = child.attributes.iter().map(|(name, value)| format!("{name}={value}"));
        written.collect::<Vec<_>>().join(" ")
    };
    element.all(name).map(of_one).collect()
}

#[test]
fn the_rules_of_psp_1_accept_a_podcast_and_see_what_it_lacks() {
    let project = project(&[ALL, "episode: 2\nduration: 60\n"]);
    let run = project.build();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let (document, url) =
        (project.read("public/extra/talk/rss.xml"), "https://example.org/extra/talk/rss.xml");
    assert_eq!(broken(&document, url), Vec::<String>::new(), "{document}");
    for (whole, without) in [
        ("<itunes:explicit>false</itunes:explicit>", ""),
        ("length=\"100001\"", "length=\"0\""),
        ("type=\"audio/mpeg\"", "type=\"audio/x-wav\""),
        ("<itunes:episode>7</itunes:episode>", ""),
        ("<itunes:duration>60<", "<itunes:duration>1:00<"),
        ("cover.png", "cover.webp"),
        ("https://podcastindex.org/namespace/1.0", "https://podcastindex.org/namespace/2.0"),
    ] {
        assert!(document.contains(whole), "{whole}");
        assert_ne!(broken(&document.replacen(whole, without, 1), url), Vec::<String>::new(), "{whole}");
    }
}

#[test]
fn a_podcast_says_what_the_configuration_says_and_its_episodes_what_their_records_say() {
    let project = project(&[ALL]);
    project.build();
    let channel = channel(&project);
    assert_eq!(attributes(&channel, "itunes:category"), ["text=Society & Culture", "text=History"]);
    let part = channel.child("itunes:category").unwrap().child("itunes:category").unwrap();
    assert_eq!(part.get("text"), "Documentary");
    for (name, text) in [
        ("itunes:author", "Ann Keeper"),
        ("itunes:type", "serial"),
        ("podcast:locked", "yes"),
        ("podcast:medium", "podcast"),
        ("podcast:funding", "Give a coin"),
        ("podcast:txt", "a-word"),
        ("podcast:person", "Ann Keeper"),
    ] {
        assert_eq!(texts(&channel, name), [text], "{name}");
    }
    assert_eq!(attributes(&channel, "podcast:funding"), ["url=https://example.org/give"]);
    let item = channel.child("item").unwrap();
    for (name, text) in [
        ("itunes:duration", "3723"),
        ("itunes:episode", "7"),
        ("itunes:season", "2"),
        ("itunes:episodeType", "bonus"),
        ("itunes:explicit", "true"),
    ] {
        assert_eq!(texts(item, name), [text], "{name}");
    }
    assert_eq!(attributes(item, "itunes:image"), ["href=https://example.org/images/gate.jpg"]);
    assert_eq!(
        attributes(item, "podcast:transcript"),
        [
            "type=text/vtt url=https://example.org/t/gate.vtt",
            "language=de rel=captions type=application/x-subrip url=https://example.org/t/gate.srt"
        ]
    );
    let chapters = "type=application/json+chapters url=https://example.org/c/gate.json";
    assert_eq!(attributes(item, "podcast:chapters"), [chapters]);
    assert_eq!(texts(item, "podcast:person"), ["Ann Keeper", "Bob"]);
    let bob = "group=cast href=https://example.org/bob img=https://example.org/bob.png role=guest";
    assert_eq!(attributes(item, "podcast:person").last().unwrap(), bob);
    let json: serde_json::Value = serde_json::from_str(&project.read("public/extra/talk/feed.json")).unwrap();
    assert_eq!(json["items"][0]["attachments"][0]["duration_in_seconds"], 3723);
    let atom = parse(&project.read("public/extra/talk/atom.xml"));
    let links: Vec<&Element> = atom.child("entry").unwrap().all("link").collect();
    let file = links.into_iter().find(|link| link.get("rel") == "enclosure").unwrap();
    assert_eq!((file.get("length"), file.get("type")), ("100001", "audio/mpeg"));
}

#[test]
fn only_what_can_be_heard_is_in_a_podcast_and_its_limit_counts_nothing_else() {
    let project = project(&["", "", ""]);
    project
        .write("feedmill.yaml", site(&TALK.replace("      podcast:\n", "      limit: 2\n      podcast:\n")));
    project.build();
    let titles = |path: &str| -> Vec<String> {
        let feed = parse(&project.read(path));
        let items = feed.children[0].all("item");
        items.map(|item| item.text_of("title").to_owned()).collect()
    };
    assert_eq!(titles("public/extra/talk/rss.xml"), ["Gate 3", "Gate 2"]);
    assert_eq!(titles("public/rss.xml"), ["Words alone", "Gate 3", "Gate 2", "Gate 1"]);
    let all = "feeds:\n  podcast: {category: Technology, explicit: true, image: /c.jpg}\n";
    project.write("feedmill.yaml", site(all));
    project.build();
    assert_eq!(titles("public/rss.xml"), ["Gate 3", "Gate 2", "Gate 1"]);
}

#[test]
fn a_feed_that_is_no_podcast_has_no_element_of_apple_beside_one_that_is() {
    let project = project(&[ALL]);
    project.build();
    let rss = project.read("public/rss.xml");
    assert!(!rss.contains("itunes"), "{rss}");
    assert!(
        rss.contains("<podcast:episode>7</podcast:episode>") && rss.contains("podcast:chapters"),
        "{rss}"
    );
    let atom = project.read("public/extra/talk/atom.xml");
    assert!(!atom.contains("podcast:"), "{atom}");
}

#[test]
fn what_is_no_value_of_an_episode_is_told_and_left_out() {
    for (line, told) in [
        ("episode: 0", "the number of an episode must be a whole number above 0"),
        ("episode: S2E1", "the number of an episode must be a whole number above 0"),
        ("season: -1", "the number of a season must be a whole number above 0"),
        ("episode_type: extra", "the type of an episode must be full, trailer or bonus"),
        ("explicit: perhaps", "`explicit` must be true or false"),
        ("duration: long", "the duration of a file must be seconds"),
        ("transcript: /t.doc", "a transcript needs `type`"),
        ("transcript: {url: /t.vtt, rel: words}", "`rel` of a transcript must be captions"),
        ("chapters: /c.txt", "chapters need `type`"),
        ("people: [ann@example.org]", "an author needs a name"),
    ] {
        let project = project(&[&format!("{line}\n")]);
        let run = project.build();
        assert!(run.stderr.contains(told), "{line}: {}", run.stderr);
        assert!(run.stderr.contains("articles/gate-1.md:6:"), "{line}: {}", run.stderr);
        let (key, item) = (line.split(':').next().unwrap(), channel(&project));
        let item = item.child("item").unwrap();
        let has =
            |name: &String| item.child(name).is_some_and(|element| element.name != "podcast:transcript");
        assert!(!has(&format!("itunes:{key}")) && !has(&format!("podcast:{key}")), "{line}");
    }
}

#[test]
fn a_length_that_is_a_playing_time_is_told() {
    let project = project(&[]);
    let record =
        "---\ntitle: Gate\ndate: 2023-01-01\naudio: {url: /a.mp3, length: \"1:02:03\"}\n---\nText.\n";
    project.write("articles/gate.md", record);
    let run = project.build();
    assert!(
        run.stderr.contains("gate.md:4:30: warning: value: the length of a file is its bytes"),
        "{}",
        run.stderr
    );
    assert_eq!(channel(&project).child("item").unwrap().child("enclosure").unwrap().get("length"), "0");
}

#[test]
fn a_podcast_without_what_directories_require_is_no_configuration() {
    let least = "category: Technology, explicit: false, image: /c.jpg";
    let of = |podcast: &str| site(&format!("feeds:\n  podcast: {{{podcast}}}\n"));
    for (podcast, told) in [
        ("explicit: false, image: /c.jpg", "`feeds.podcast.category` is missing"),
        ("category: Technology, image: /c.jpg", "`feeds.podcast.explicit` is missing"),
        ("category: Technology, explicit: false", "`feeds.podcast.image` is missing"),
        ("category: Technology, explicit: false, image: /c.gif", "must be the URL of a JPEG or PNG image"),
        ("category: Books, explicit: false, image: /c.jpg", "such as `Technology` or `Arts > Books`"),
        (&format!("{least}, guid: 12"), "`feeds.podcast.guid` must be a UUID"),
        (&format!("{least}, medium: radio"), "`feeds.podcast.medium` must be"),
        (&format!("{least}, owner: {{name: Ann}}"), "`feeds.podcast.owner.email` is missing"),
        (&format!("{least}, txt: [{{text: {}}}]", "a".repeat(4001)), "must have 4000 characters at most"),
    ] {
        let run = Project::new(&[("feedmill.yaml", &of(podcast))]).run(&["build"]).refused(2);
        assert!(run.stderr.contains(told), "{podcast}: {}", run.stderr);
    }
    for (configuration, told) in [
        (of(least).replace("  language: en\n", ""), "set `site.language`"),
        (of(least).replace("feeds:\n", "feeds:\n  formats: [atom]\n"), "needs `rss` in `feeds.formats`"),
    ] {
        let run = Project::new(&[("feedmill.yaml", &configuration)]).run(&["build"]).refused(2);
        assert!(run.stderr.contains(told), "{}", run.stderr);
    }
}

#[test]
fn the_guid_of_a_podcast_is_that_of_its_first_address_or_the_one_that_is_named() {
    let project = project(&[""]);
    project.build();
    // What the standard's own arithmetic gives for example.org/extra/talk/rss.xml.
    let own = "6a30930a-308a-55a9-b539-4cecb01a8817";
    assert_eq!(channel(&project).text_of("podcast:guid"), own);
    let named = "917393E3-1B1E-5CEF-ACE4-EDAA54E1F810";
    project.write("feedmill.yaml", site(&TALK.replace("locked: true", &format!("guid: {named}"))));
    project.build();
    assert_eq!(channel(&project).text_of("podcast:guid"), named.to_lowercase());
}

#[test]
fn a_podcast_that_is_emptied_keeps_its_head_and_a_second_run_touches_nothing() {
    let project = project(&[ALL]);
    project.build();
    let again = project.build();
    assert!(again.summary().contains(" 0 feeds changed"), "{}", again.stderr);
    std::fs::remove_file(project.path("articles/gate-1.md")).unwrap();
    project.build();
    let again = project.build();
    assert!(again.summary().contains(" 0 feeds changed"), "{}", again.stderr);
    let channel = channel(&project);
    assert!(channel.child("item").is_none() && channel.text_of("title") == "Lock talk");
}
