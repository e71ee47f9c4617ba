//! A word that must not get out: below `secured` by every way that YAML has of saying it elsewhere, in comments, under
//! keys that nobody knows, in records that are not published and in those that can no longer be.

use std::fs;

use crate::project::{Project, Run, SITE, article, tree};

const CANARY: &str = "CANARY-1968";

/// Front matter that holds the word where nothing may be read.
fn secrets() -> Vec<String> {
    [
        "secured: CANARY-1968",
        "\"secur\\x65d\": CANARY-1968",
        "'secured': CANARY-1968",
        "Secured: &a CANARY-1968\nexcerpt: *a",
        "\" SECURED\\t\": &a CANARY-1968\nexcerpt: *a",
        "? secured\n: CANARY-1968",
        "? >-\n  secured\n: [CANARY-1968]",
        "!own secured: CANARY-1968",
        "&key secured: CANARY-1968",
        "secured: >-\n  one\n  CANARY-1968",
        "secured: |2\n    CANARY-1968",
        "secured: {a: [{b: CANARY-1968}], CANARY-1968: c}",
        "secured: CANARY-1968\nsecured: CANARY-1968\nsecured:",
        "secured: &a CANARY-1968\nexcerpt: *a",
        "secured: &a [CANARY-1968]\ntopics: *a",
        "secured: {&a CANARY-1968 : x}\nexcerpt: *a",
        "x: {secured: &a CANARY-1968}\nexcerpt: *a",
        "x: [{y: {secured: [&a CANARY-1968]}}]\ntopics: [*a]",
        "x: &x {secured: CANARY-1968}\nauthor: {name: N, <<: *x}\n<<: *x",
        "<<: {secured: CANARY-1968}",
        "quality: 5\nsecured: {\nquality: 7CANARY-1968, x: y\n}",
        "lang: 5\nsecured: &x \"\nlang: 7CANARY-1968\n\"",
        "topics: [1, 2]\nsecured: &x [x,\ntopics: [7CANARY-1968, 8CANARY-1968]\n]",
        "related:\n  - title: R\n    link: /r\n    secured: &a CANARY-1968\n    excerpt: *a",
        "topics:\n  - name: T\n    secured: CANARY-1968",
        "verbatim: {title: T, secured: CANARY-1968}",
        "enclosure: {url: /a.mp3, secured: CANARY-1968}",
        "# CANARY-1968",
        "excerpt: x # CANARY-1968",
        "unknown: CANARY-1968",
        "CANARY-1968: x\nCANARY-1968: y",
        "unknown: {CANARY-1968: [CANARY-1968]}",
        "secured: !binary CANARY-1968",
        "secured: CANARY-1968\nsecured: CANARY-19682",
        "provider:\n  name: P\n  secured: CANARY-1968",
        "images:\n  - url: /a.png\n    secured: CANARY-1968",
        "author:\n  name: N\n  secured: CANARY-1968",
        // What cannot be read.
        "secured: \"CANARY-1968",
        "secured:\n\tCANARY-1968: CANARY-1968",
        "secured: CANARY-1968: CANARY-1968",
        "secured: \"\\qCANARY-1968\"",
        "secured: *CANARY-1968",
        "secured: !CANARY-1968 x",
        "secured: !a!CANARY-1968 x",
        "secured: { CANARY-1968, [CANARY-1968]: 1 }",
        "secured:\n  <<: CANARY-1968",
        "secured: CANARY-1968\n---x",
    ]
    .map(str::to_owned)
    .into()
}

/// What may go wrong behind it in the same record, or keep that from being published.
const FAULTS: [&str; 12] = [
    "draft: true", "date: 2999-01-01", "date:", "x: [", "x: \"", "x: *nowhere", "\tx: y", "x: y: z",
    "date: 2020-99-99", "draft: perhaps", "x: !a!b c", "x: \"\\q\"",
];

/// Articles that say the word in every part and are not to be seen.
fn hidden() -> Vec<(String, String)> {
    let keys = [
        "draft: true", "published: false", "deleted: true", "removed: yes", "draft: TRUE",
        "date: 2999-01-01", "date: CANARY-1968", "draft: CANARY-1968", "date:", "published: CANARY-1968",
    ];
    let record = |(number, key): (usize, &str)| {
        let date = if key.starts_with("date") { "" } else { "date: 2020-01-01\n" };
        let text = format!(
            "---\n{date}{key}\nid: {CANARY}\ntitle: {CANARY}\nexcerpt: {CANARY}\ntopics: [{CANARY}]\nauthor: {CANARY}\n\
             link: https://example.org/{CANARY}\n---\n{CANARY}\n"
        );
        (format!("hidden-{number}.md"), text)
    };
    keys.into_iter().enumerate().map(record).collect()
}

fn assert_silent(what: &str, Run { stdout, stderr, .. }: &Run) {
    assert!(!stdout.contains(CANARY) && !stderr.contains(CANARY), "{what}:\n{stdout}{stderr}");
}

/// Fails where a file that the program has made holds the word.
fn assert_no_file_holds_it(project: &Project) {
    for (path, bytes) in tree(&project.beside("")) {
        let is_own = path.starts_with("site/articles/") || path.starts_with("site/topics/");
        let has_word = |bytes: &[u8]| {
            bytes.windows(CANARY.len()).any(|part| part.eq_ignore_ascii_case(CANARY.as_bytes()))
        };
        assert!(is_own || !has_word(&bytes) && !path.to_lowercase().contains("canary"), "{path}");
    }
}

/// No run tells the word, nor one that only looks at what it would publish at the moment `later`.
fn assert_no_run_tells(project: &Project, later: &str) {
    for arguments in [
        &["build", "-v", "--report", "../report.json"][..],
        &["build", "-v", "--force", "--report", "-"],
        &["build", "-n", "-v", "--now", later],
        &["build", "--verify"],
        &["list", "entries"],
        &["list", "skipped"],
        &["list", "topics"],
    ] {
        let run = project.run(arguments);
        assert!(run.code <= 1, "{arguments:?}: {}", run.stderr);
        assert_silent(&format!("{arguments:?}"), &run);
    }
    assert_no_file_holds_it(project);
}

#[test]
fn no_way_of_writing_it_lets_a_secret_out() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input:\n  paths: [articles]\n"))]);
    project.write("articles/good.md", article("Good", "2020-01-01", "x"));
    for (number, secret) in secrets().iter().enumerate() {
        let head = format!("title: T{number}\ndate: 2020-01-01\nlink: /{number}\n");
        let text = format!("---\n{head}{secret}\n---\nBody.\n");
        for format in ["rss", "atom", "json"] {
            project.write("one.md", &text);
            assert_silent(secret, &project.run(&["convert", "one.md", "--to", format]));
        }
        assert_silent(
            secret,
            &project.run(&["convert", "one.md", "--to", "article", "--overwrite", "-o", "out"]),
        );
        fs::remove_file(project.path("one.md")).unwrap();
        project.write(format!("articles/{number}.md"), &text);
        project.write(format!("articles/{number}-first.md"), format!("---\n{secret}\n{head}---\nBody.\n"));
        for (position, fault) in FAULTS.iter().enumerate() {
            let text = format!("---\n{head}{secret}\n{fault}\n---\n");
            project.write(format!("articles/{number}-{position}.md"), text);
        }
        let mut bytes = format!("---\n{head}{secret}").into_bytes();
        bytes.extend(b"\xff\xfe\n---\n");
        project.write(format!("articles/{number}-bytes.md"), bytes);
    }
    assert_no_run_tells(&project, "3000-01-01");
    let published = project.public();
    assert!(String::from_utf8_lossy(&published["atom.xml"]).contains("T4"), "the others are published");
}

/// Whole heads in the other syntaxes that hold the word where nothing may be read, also such as cannot be read.
const OTHER_HEADS: [&str; 20] = [
    "+++\ntitle = 'T'\ndate = 2020-01-01\nsecured = 'CANARY-1968'\n+++\n",
    "+++\ntitle = 'T'\ndate = 2020-01-01\n\"secur\\u0065d\" = ['CANARY-1968', {CANARY-1968 = 1}]\n+++\n",
    "+++\ntitle = 'T'\ndate = 2020-01-01\nsecured.a.b = 'CANARY-1968'\n'Secured '.x = 'CANARY-1968'\n+++\n",
    "+++\ntitle = 'T'\ndate = 2020-01-01\nextra.secured = 'CANARY-1968'\n[secured]\ntags = ['CANARY-1968']\n[[secured.x]]\na = 'CANARY-1968'\n+++\n",
    "+++\ntitle = 'T'\ndate = 2020-01-01\nauthor = {name = 'N', secured = \"\"\"\nCANARY-1968\"\"\"} # CANARY-1968\n+++\n",
    "+++\ntitle = 'T'\nsecured = CANARY-1968\n+++\n",
    "+++\ntitle = 'T'\nsecured = 'a'\nsecured = 'CANARY-1968'\n+++\n",
    "+++\ntitle = 'T'\nCANARY-1968 = 'a'\nCANARY-1968 = 'b'\n+++\n",
    "+++\ntitle = 'T'\nsecured = 'CANARY-1968\n",
    "{\"title\": \"T\", \"date\": \"2020-01-01\", \"secured\": \"CANARY-1968\"}\n",
    "{\"title\": \"T\", \"date\": \"2020-01-01\",\n\"SECUR\\u0045D\": [{\"CANARY-1968\": \"CANARY-1968\"}]}\n",
    "{\"title\": \"T\", \"date\": \"2020-01-01\", \"author\": {\"name\": \"N\", \"secured\": \"CANARY-1968\"}}\n",
    "{\"title\": \"T\", \"secured\": CANARY-1968}\n",
    "{\"title\": \"T\", \"secured\": \"CANARY-1968\n",
    ";;;\n\"title\": \"T\", \"date\": \"2020-01-01\", \"secured\": \"CANARY-1968\"\n;;;\n",
    "Title: T\nDate: 2020-01-01\nSecured: CANARY-1968\n  CANARY-1968\n\tCANARY-1968\n\n",
    "Title: T\nDate: 2020-01-01\nSecured: a\nCANARY-1968\n\n",
    ".. title: T\n.. date: 2020-01-01\n.. secured: CANARY-1968\n\n",
    ".. title: T\n.. date: 2020-01-01\n.. secured:\nCANARY-1968\n\n",
    "title: T\ndate: 2020-01-01\nsecured:\n- CANARY-1968\n---\n",
];

#[test]
fn no_other_syntax_lets_a_secret_out() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input:\n  paths: [articles]\n"))]);
    project.write("articles/good.md", article("Good", "2020-01-01", "x"));
    for (number, head) in OTHER_HEADS.iter().enumerate() {
        project.write(format!("articles/{number}.md"), format!("{head}Body.\n"));
        for format in ["rss", "json"] {
            let path = format!("articles/{number}.md");
            assert_silent(head, &project.run(&["convert", &path, "-f", "article", "--to", format]));
        }
    }
    assert_no_run_tells(&project, "3000-01-01");
    let told = project.run(&["list", "skipped"]).stdout;
    assert_eq!(told.lines().count(), 8, "{told}");
}

#[test]
fn what_is_not_published_is_in_no_file_and_no_message() {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input:\n  paths: [articles]\n"))]);
    project.write("articles/good.md", article("Good", "2020-01-01", "x"));
    for (path, text) in hidden() {
        project.write(format!("articles/{path}"), text);
    }
    // At the last moment at which none of them is due: what is due then is to be shown.
    assert_no_run_tells(&project, "2998-12-31T23:59:59Z");
    for (path, text) in hidden().iter().filter(|(_, text)| text.contains("draft") || text.contains("removed"))
    {
        for format in ["rss", "atom", "json"] {
            let run = project.run(&["convert", &format!("articles/{path}"), "--to", format]);
            assert_ne!(run.code, 0, "{text}");
            assert_silent(text, &run);
        }
    }
}

#[test]
fn topics_files_keep_their_secrets() {
    let files = format!("{SITE}input:\n  paths: [articles]\ntopics:\n  files: [topics/*.yaml]\n");
    let project = Project::new(&[("feedmill.yaml", &files)]);
    project.write("articles/good.md", article("Good", "2020-01-01", "Sky"));
    for (number, secret) in secrets().iter().enumerate() {
        project.write(format!("topics/{number}.yaml"), format!("name: Topic {number}\n{secret}\n"));
        project.write(format!("topics/{number}-x.yaml"), format!("{secret}\nname: Sky\nx: [\n"));
    }
    assert_no_run_tells(&project, "3000-01-01");
}

#[test]
fn an_article_that_is_withdrawn_is_gone_from_every_file_with_the_next_run() {
    for change in [
        "draft: true", "published: false", "deleted: true", "removed: true", "date: 2999-01-01", "date: x",
        "",
    ] {
        let project = Project::new(&[("feedmill.yaml", &format!("{SITE}input:\n  paths: [articles]\n"))]);
        project.write("articles/good.md", article("Good", "2020-01-01", "Sky"));
        let text = |key: &str| {
            let date = if key.starts_with("date") { "" } else { "date: 2020-01-01\n" };
            format!(
                "---\n{date}{key}\ntitle: {CANARY}\nexcerpt: {CANARY}\nauthor: {CANARY}\ncategory: {CANARY}\ntopics: [Alone]\n\
                 id: urn:example:{CANARY}\nprovider: {CANARY}\nlink: https://example.org/{CANARY}\nimage: /{CANARY}.png\n---\n{CANARY}\n"
            )
        };
        project.write("articles/secret.md", text("draft: false"));
        project.run(&["build"]).ended(0);
        assert!(String::from_utf8_lossy(&project.public()["topics/alone/rss.xml"]).contains(CANARY));
        match change {
            "" => fs::remove_file(project.path("articles/secret.md")).unwrap(),
            change => project.write("articles/secret.md", text(change)),
        }
        for _ in 0..2 {
            let run = project.run(&["build"]);
            assert!(run.code <= 1, "{change}: {}", run.stderr);
            assert!(project.public().contains_key("topics/alone/rss.xml"), "{change}");
            assert_no_file_holds_it(&project);
        }
    }
}
