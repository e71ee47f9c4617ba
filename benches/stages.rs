//! What the stages of a build cost, for each record and for each feed: `cargo bench --bench stages`.

#![allow(clippy::restriction, dead_code, missing_docs)]

mod records;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use tempfile::TempDir;

use feedmill::Config;
use feedmill::internal::pipeline::{self, Options};
use feedmill::internal::record::Reading;
use feedmill::internal::{config, emit, format, normalise, record, source, state, yaml};
use feedmill::model::{Feed, Format, Record};

/// How many records one turn takes.
const RECORDS: u64 = 100;
/// How many entries a feed holds.
const ENTRIES: u64 = 50;
const TOPICS: u64 = 20;

fn main() {
    divan::main();
}

/// Finds the files of a project and what the file system says of them.
#[divan::bench]
fn walk(bencher: Bencher<'_, '_>) {
    let folder = site(RECORDS);
    let config = configuration();
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench(|| source::find(&source::Root::new(folder.path()), &config, &[], true).unwrap());
}

/// Loads what the last run knew of the records.
#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let folder = site(RECORDS);
    build(folder.path());
    bencher.counter(ItemsCount::new(RECORDS)).bench(|| state::load(&folder.path().join(".feedmill")));
}

/// Reads of a record what selects its article.
#[divan::bench]
fn select_one(bencher: Bencher<'_, '_>) {
    let config = configuration();
    each_text(bencher, |path, text| {
        let reading = record::select(path, text.as_bytes(), &config.input.fields);
        let Reading::Record(record, _) = reading else { panic!("{path} is no record") };
        normalise::select(&record, &config, now())
    });
}

/// Reads, groups and counts everything, and renders nothing.
#[divan::bench]
fn survey(bencher: Bencher<'_, '_>) {
    let folder = site(RECORDS);
    let (root, config) = (folder.path(), configuration());
    let destination = root.join("public");
    bencher
        .counter(ItemsCount::new(RECORDS))
        .bench(|| pipeline::survey(root, &destination, &config, &Options::at(now())).unwrap());
}

#[divan::bench]
fn read_one_whole(bencher: Bencher<'_, '_>) {
    let config = configuration();
    each_text(bencher, |path, text| record::read(path, text.as_bytes(), &config.input.fields));
}

#[divan::bench]
fn read_yaml_with_the_parser(bencher: Bencher<'_, '_>) {
    each_text(bencher, |_, text| yaml::read_events(front_matter(text), 1, &|_| true).is_ok());
}

#[divan::bench]
fn normalise_one(bencher: Bencher<'_, '_>) {
    let config = configuration();
    let records: Vec<Record> = texts().iter().map(|(path, text)| read(path, text, &config)).collect();
    bencher.counter(ItemsCount::new(RECORDS)).bench(|| {
        for record in &records {
            black_box(normalise::normalise(record, &config, now()));
        }
    });
}

#[divan::bench(args = Format::ALL)]
fn write_a_feed(bencher: Bencher<'_, '_>, format: Format) {
    let feed = feed();
    let size = format::write(&feed, format).unwrap().len();
    bencher
        .counter(BytesCount::new(size))
        .counter(ItemsCount::new(ENTRIES))
        .bench(|| format::write(&feed, format));
}

/// Times something that is done to the path and text of every record.
fn each_text<T>(bencher: Bencher<'_, '_>, work: impl Fn(&str, &str) -> T + Sync) {
    let texts = texts();
    let size: usize = texts.iter().map(|(_, text)| text.len()).sum();
    bencher.counter(BytesCount::new(size)).counter(ItemsCount::new(RECORDS)).bench(|| {
        for (path, text) in &texts {
            black_box(work(path, text));
        }
    });
}

fn texts() -> Vec<(String, String)> {
    (0..RECORDS).map(|number| (records::name(number), records::record(number, TOPICS, 100))).collect()
}

/// The text between the two lines of dashes.
fn front_matter(text: &str) -> &str {
    text.split("---\n").nth(1).unwrap()
}

fn configuration() -> Config {
    config::read_own("feedmill.yaml", records::CONFIGURATION, None, None).unwrap()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn read(path: &str, text: &str, config: &Config) -> Record {
    match record::read(path, text.as_bytes(), &config.input.fields) {
        Reading::Record(record, _) => *record,
        _ => panic!("{path} is no record"),
    }
}

/// A project in a folder that goes when it is dropped.
fn site(articles: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    records::project(folder.path(), articles, TOPICS);
    folder
}

fn build(root: &Path) {
    pipeline::build(root, &root.join("public"), &configuration(), &Options::at(now())).unwrap();
}

/// The feed of all articles of a small project.
fn feed() -> Feed {
    let (folder, config) = (site(ENTRIES), configuration());
    let (root, destination) = (folder.path(), folder.path().join("public"));
    let survey = pipeline::survey(root, &destination, &config, &Options::at(now())).unwrap();
    let entries = pipeline::entries(&survey, root, &config, now()).map(Arc::new).collect();
    let feed = emit::feed(&survey.groups[0].kind, entries, &config, now());
    assert_eq!(feed.entries.len() as u64, ENTRIES);
    feed
}
