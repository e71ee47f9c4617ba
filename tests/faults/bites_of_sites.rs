//! What files of a whole site may cost: records of a Jekyll site, and a topics file.

use std::fs;

use tempfile::TempDir;

use crate::bites::{GOOD, SITE, build, can_limit, heap};
use crate::cost::Dearest;
use crate::sweep::Sweep;

/// How many bytes of a heap make a record as large as may be.
const LARGE: usize = 4_000_000;

/// A folder of these files.
fn site(files: &[(&str, String)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// A Jekyll site with a good record and one of this body.
fn jekyll(body: &str) -> TempDir {
    let description = "d".repeat(1000);
    site(&[
        ("_config.yml", format!("title: T\nurl: https://example.org\ndescription: {description}\n")),
        ("_posts/2020-01-01-good.md", GOOD.to_owned()),
        ("_posts/2020-01-02-bad.md", format!("---\ntitle: Bad\n---\n{body}\n")),
    ])
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn bites_of_sites() {
    let name = "bites_of_sites";
    if !can_limit(name) {
        return;
    }
    let (mut sweep, mut dearest) = (Sweep::new(name), Dearest::default());
    let filtered = format!("{{{{ \"{}\" {}}}}}", "t".repeat(300_000), "| relative_url ".repeat(10_000));
    for (case, body) in [
        ("text and attributes", heap("x{:.a}", LARGE)),
        ("attributes", heap("{:.a}", LARGE)),
        ("blanks and attributes", heap(&format!("{}{{:.a}}", " ".repeat(1000)), LARGE)),
        ("blanks before an attribute", format!("{}{{:.a}}", " ".repeat(LARGE))),
        ("filters", filtered),
        ("tags that never end", heap("{% ", LARGE)),
        ("tags of links that never end", heap("{% link a", LARGE)),
        ("values", "{{site.description}}".repeat(200_000)),
    ] {
        build(case, &jekyll(&body), &mut sweep, &mut dearest);
    }
    let folder = site(&[
        ("feedmill.yaml", SITE.to_owned()),
        ("good.md", GOOD.to_owned()),
        ("_data/topics/big.yaml", format!("name: {}\nshortname: s\n", "n".repeat(900_000))),
    ]);
    for number in 0..100 {
        let link = format!("https://example.org/{number}");
        let text = format!("---\ntitle: Bad\ndate: 2019-01-02\nlink: {link}\ntopics: [s]\n---\nText.\n");
        fs::write(folder.path().join(format!("{number}.md")), text).unwrap();
    }
    build("a long name of a topic", &folder, &mut sweep, &mut dearest);
    dearest.tell(name);
    sweep.end(100);
}
