//! Random walks of an author and an operator: articles are written, edited, renamed, held back; settings change; states, feeds and
//! folders are lost, down to a fresh clone. Whatever happens, an article that any feed has shown under an id keeps it, and no id ever
//! names two articles.
//!
//! `FEEDMILL_IDENTITY=1000` takes more walks than a test run has time for; the same number always takes the same walks.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use feedmill::internal::pipeline::keep_ids;
use feedmill::{BuildOptions, ErrorKind, NewIds, build, configuration};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::project::tree;

const WALKS: u64 = 24;
const TURNS: usize = 8;

const SITES: [&str; 4] =
    ["http://example.org/", "https://example.org/", "https://www.example.org/blog/", "https://example.com/"];
const PATTERNS: [&str; 5] =
    ["", "/:year/:title/", "/:title/", "/notes/:slug.html", "/:year/:month/:day/:slug/"];
const ZONES: [&str; 2] = ["UTC", "Pacific/Auckland"];

/// An article and where it is.
#[derive(Debug, Clone)]
struct Article {
    name: String,
    day: u32,
    title: u32,
    text: u32,
    slug: Option<u32>,
    link: Option<u32>,
    is_held: bool,
}

/// What an author does.
#[derive(Debug, Clone)]
enum Edit {
    Write {
        slug: Option<u32>,
        link: Option<u32>,
    },
    Text(usize),
    Title(usize),
    Day(usize),
    Slug(usize, u32),
    Link(usize, u32),
    Rename(usize),
    /// Two articles trade their paths.
    Trade(usize, usize),
    Hold(usize),
}

/// What is lost before a turn.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Loss {
    Nothing,
    State,
    Feeds,
    /// A fresh clone has what is under version control.
    Both,
}

#[derive(Debug, Clone)]
struct Turn {
    loss: Loss,
    edits: Vec<Edit>,
    site: Option<usize>,
    pattern: Option<usize>,
    zone: Option<usize>,
}

#[derive(Debug, Clone)]
struct Walk {
    articles: usize,
    turns: Vec<Turn>,
}

fn walks() -> impl Strategy<Value = Walk> {
    let at = || 0..64usize;
    let edit = prop_oneof![
        (prop::option::of(0..6u32), prop::option::of(0..9u32))
            .prop_map(|(slug, link)| Edit::Write { slug, link }),
        at().prop_map(Edit::Text),
        at().prop_map(Edit::Title),
        at().prop_map(Edit::Day),
        (at(), 0..6u32).prop_map(|(at, slug)| Edit::Slug(at, slug)),
        (at(), 0..9u32).prop_map(|(at, link)| Edit::Link(at, link)),
        at().prop_map(Edit::Rename),
        (at(), at()).prop_map(|(a, b)| Edit::Trade(a, b)),
        at().prop_map(Edit::Hold),
    ];
    let loss = prop_oneof![
        6 => Just(Loss::Nothing), 1 => Just(Loss::State), 1 => Just(Loss::Feeds), 2 => Just(Loss::Both)
    ];
    let seldom = |count: usize| prop::option::weighted(0.25, 0..count);
    let settings = (seldom(SITES.len()), seldom(PATTERNS.len()), seldom(ZONES.len()));
    let turn = (loss, prop::collection::vec(edit, 0..4), settings);
    let turn =
        turn.prop_map(|(loss, edits, (site, pattern, zone))| Turn { loss, edits, site, pattern, zone });
    (2..26usize, prop::collection::vec(turn, 1..TURNS)).prop_map(|(articles, turns)| Walk { articles, turns })
}

/// What was done to an article in a turn.
#[derive(Debug, Clone, Copy, Default)]
struct Touched {
    /// Its text or its place, by which nobody tells it.
    text: bool,
    /// What tells it: its title, its day, whether it is held back.
    telling: bool,
    renamed: bool,
    traded: bool,
}

struct World {
    touched: BTreeMap<usize, Touched>,
    folder: tempfile::TempDir,
    articles: Vec<Article>,
    /// How many names, titles and texts there have been: each is new.
    made: u32,
    site: usize,
    pattern: usize,
    zone: usize,
    /// The id that feeds have shown of each article, and the article that they have shown under each id.
    ids: BTreeMap<String, String>,
    owners: BTreeMap<String, String>,
    said: String,
}

impl World {
    fn next(&mut self) -> u32 {
        self.made += 1;
        self.made
    }

    /// Whether the article can still be told from what it was when this edit is made, too.
    fn can(&mut self, at: usize, edit: &Edit) -> bool {
        // Of an article that is held back nothing is remembered.
        let is_place = matches!(
            edit,
            Edit::Slug(..) | Edit::Link(..) | Edit::Day(_) | Edit::Rename(_) | Edit::Trade(..)
        );
        let touched = self.touched.entry(at).or_default();
        if is_place && (self.articles[at].is_held || touched.telling) {
            return false;
        }
        let Touched { text, telling, renamed, traded } = *touched;
        match edit {
            Edit::Write { .. } => true,
            Edit::Text(_) | Edit::Slug(..) | Edit::Link(..) => {
                touched.text |= !traded;
                !traded
            }
            Edit::Title(_) | Edit::Day(_) | Edit::Hold(_) => {
                let can = !(traded || renamed || text && matches!(edit, Edit::Hold(_)));
                touched.telling |= can;
                can
            }
            Edit::Rename(_) => {
                touched.renamed |= !telling;
                !telling
            }
            Edit::Trade(..) => {
                touched.traded |= !text && !telling;
                !text && !telling
            }
        }
    }

    fn take(&mut self, edit: &Edit) {
        let count = self.articles.len();
        let new = self.next();
        let touched: Vec<usize> = match *edit {
            Edit::Write { .. } => Vec::new(),
            Edit::Text(at) | Edit::Title(at) | Edit::Day(at) | Edit::Rename(at) | Edit::Hold(at) => vec![at],
            Edit::Slug(at, _) | Edit::Link(at, _) => vec![at],
            Edit::Trade(a, b) => vec![a, b],
        };
        if !touched.into_iter().all(|at| self.can(at % count, edit)) {
            return;
        }
        match *edit {
            Edit::Write { slug, link } => {
                // Where a new article takes the place of an old one, the old one looks like a copy.
                self.touched.insert(count, Touched { text: true, ..Touched::default() });
                self.articles.push(Article {
                    name: format!("p{new}"),
                    day: new % 28 + 1,
                    title: new,
                    text: new,
                    slug: slug.map(|slug| slug * 1000 + new),
                    link: link.map(|link| link * 1000 + new),
                    is_held: false,
                });
            }
            Edit::Text(at) => self.articles[at % count].text = new,
            Edit::Title(at) => self.articles[at % count].title = new,
            Edit::Day(at) => self.articles[at % count].day = new % 28 + 1,
            Edit::Slug(at, slug) => self.articles[at % count].slug = Some(slug),
            Edit::Link(at, link) => self.articles[at % count].link = Some(link),
            Edit::Rename(at) => self.articles[at % count].name = format!("p{new}"),
            Edit::Trade(a, b) => {
                let (a, b) = (a % count, b % count);
                let name = self.articles[a].name.clone();
                self.articles[a].name = std::mem::replace(&mut self.articles[b].name, name);
            }
            Edit::Hold(at) => self.articles[at % count].is_held ^= true,
        }
    }

    fn write(&self) {
        let (root, records) = (self.folder.path(), self.folder.path().join("articles"));
        let _ = fs::remove_dir_all(&records);
        fs::create_dir(&records).unwrap();
        let mut yaml =
            format!("site: {{title: Walks, url: '{}', timezone: {}}}\n", SITES[self.site], ZONES[self.zone]);
        if !PATTERNS[self.pattern].is_empty() {
            let _ = writeln!(yaml, "input: {{permalink: '{}'}}", PATTERNS[self.pattern]);
        }
        fs::write(root.join("feedmill.yaml"), yaml).unwrap();
        for (number, article) in self.articles.iter().enumerate() {
            let Article { name, day, title, text, .. } = article;
            let mut record = format!("---\ntitle: Title {title}\ndate: 2020-03-{day:02}T20:00:00Z\n");
            for (key, value) in [("slug", article.slug), ("link", article.link)] {
                if let Some(value) = value {
                    let _ = writeln!(record, "{key}: {}{value}", if key == "link" { "/links/" } else { "s" });
                }
            }
            if article.is_held {
                record.push_str("draft: true\n");
            }
            let _ = write!(record, "---\narticle-{number}. text {text}\n");
            fs::write(records.join(format!("{name}.md")), record).unwrap();
        }
    }

    /// A build, with the operator's answer where it asks.
    fn build(&mut self) -> Result<(), String> {
        let root = self.folder.path();
        let public = root.join("public");
        let options = BuildOptions::at("2020-06-01T00:00:00Z".parse().unwrap());
        let options = BuildOptions { allow_shrink: true, ..options };
        let config = configuration(root, None).map_err(|error| error.to_string())?;
        // A process that another test starts holds the lock for a moment.
        let build = || loop {
            match build(root, &public, &config, &options) {
                Err(failure) if failure.error.kind() == ErrorKind::Locked => {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                }
                other => return other,
            }
        };
        let built = match build() {
            Err(failure) if failure.error.kind() == ErrorKind::Refused => {
                let _ = writeln!(self.said, "  {}", failure.error);
                assert_eq!(options.new_ids, NewIds::Guard);
                keep_ids(root, &public, &config, &options).map_err(|error| error.to_string())?;
                build()
            }
            other => other,
        };
        let built = built.map_err(|failure| failure.to_string())?;
        for finding in built.survey.findings {
            let _ = writeln!(self.said, "  {finding}");
        }
        self.judge(&public)
    }

    /// Whether every feed shows every article under the id that it always had.
    fn judge(&mut self, public: &Path) -> Result<(), String> {
        let feed: serde_json::Value =
            serde_json::from_slice(&fs::read(public.join("feed.json")).unwrap()).unwrap();
        for item in feed["items"].as_array().unwrap() {
            let (id, text) = (item["id"].as_str().unwrap(), item["content_html"].as_str().unwrap());
            let article = text.split("article-").nth(1).unwrap().split('.').next().unwrap();
            let before = self.ids.entry(article.to_owned()).or_insert_with(|| id.to_owned());
            if before != id {
                return Err(format!("article {article} was {before} and is {id}"));
            }
            let owner = self.owners.entry(id.to_owned()).or_insert_with(|| article.to_owned());
            if owner != article {
                return Err(format!("{id} was article {owner} and is article {article}"));
            }
        }
        let shown = feed["items"].as_array().unwrap().len();
        let expected = self.articles.iter().filter(|article| !article.is_held).count();
        if shown != expected { Err(format!("{shown} of {expected} articles are shown")) } else { Ok(()) }
    }
}

fn take(walk: &Walk) -> Result<(), String> {
    let mut world = World {
        touched: BTreeMap::new(),
        folder: tempfile::tempdir().unwrap(),
        articles: Vec::new(),
        made: 0,
        site: 0,
        pattern: 1,
        zone: 0,
        ids: BTreeMap::new(),
        owners: BTreeMap::new(),
        said: String::new(),
    };
    for number in 0..walk.articles {
        let link = (number % 3 == 0).then_some(7);
        world.take(&Edit::Write { slug: (number % 2 == 0).then_some(3), link });
    }
    world.write();
    world.build()?;
    for (number, turn) in walk.turns.iter().enumerate() {
        let _ = writeln!(world.said, "turn {number}: {turn:?}");
        world.touched.clear();
        let root = world.folder.path().to_path_buf();
        if matches!(turn.loss, Loss::State | Loss::Both) {
            let _ = fs::remove_dir_all(root.join(".feedmill"));
        }
        if matches!(turn.loss, Loss::Feeds | Loss::Both) {
            let _ = fs::remove_dir_all(root.join("public"));
        }
        // What nothing remembers nobody can know: a clone is built before its articles are edited.
        if matches!(turn.loss, Loss::Nothing | Loss::Feeds) {
            turn.edits.iter().for_each(|edit| world.take(edit));
        }
        world.site = turn.site.unwrap_or(world.site);
        world.pattern = turn.pattern.unwrap_or(world.pattern);
        world.zone = turn.zone.unwrap_or(world.zone);
        world.write();
        let ended = world.build();
        ended.map_err(|error| format!("turn {number}: {error}\n{}", world.said))?;
        let pins = fs::read_to_string(root.join("feedmill.pins")).unwrap_or_default();
        let after = tree(&root.join("public"));
        world.build().map_err(|error| format!("turn {number}, again: {error}\n{}", world.said))?;
        let again = fs::read_to_string(root.join("feedmill.pins")).unwrap_or_default();
        if pins != again || after != tree(&root.join("public")) {
            return Err(format!("turn {number}: a second run changes something\n{}", world.said));
        }
    }
    Ok(())
}

#[test]
fn an_article_keeps_its_id_whatever_happens() {
    let walks_taken = std::env::var("FEEDMILL_IDENTITY").map_or(WALKS, |walks| walks.parse().unwrap());
    let failure = (0..walks_taken).into_par_iter().find_map_any(|number| {
        let config =
            Config { cases: 1, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let walked = runner.run(&walks(), |walk| take(&walk).map_err(TestCaseError::fail));
        walked.err().map(|error| format!("walk {number}: {error}"))
    });
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
}
