//! Whole builds of a project of 2,000 articles, in a folder that goes again: `cargo bench --bench building`.

#![allow(clippy::restriction, dead_code, missing_docs)]

mod records;

use std::cell::Cell;
use std::fs;
use std::thread;
use std::time::Duration;

use chrono::DateTime;
use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;

use feedmill::internal::pipeline::{self, Options, Report};
use feedmill::internal::source;

const ARTICLES: u64 = 2_000;
const TOPICS: u64 = 20;
/// How often each kind of build is run.
const TURNS: u32 = 10;

fn main() {
    divan::main();
}

#[divan::bench(sample_count = TURNS, sample_size = 1)]
fn cold(bencher: Bencher<'_, '_>) {
    let site = Site::new();
    bencher
        .counter(ItemsCount::new(ARTICLES))
        .with_inputs(|| site.forget())
        .bench_local_values(|()| site.build());
}

#[divan::bench(sample_count = TURNS, sample_size = 1)]
fn nothing_changed(bencher: Bencher<'_, '_>) {
    let site = Site::new();
    site.build();
    bencher.counter(ItemsCount::new(ARTICLES)).bench_local(|| {
        let report = site.build();
        assert!(report.changes.is_empty());
    });
}

#[divan::bench(sample_count = TURNS, sample_size = 1)]
fn one_changed(bencher: Bencher<'_, '_>) {
    let site = Site::new();
    site.build();
    bencher.counter(ItemsCount::new(ARTICLES)).with_inputs(|| site.edit()).bench_local_values(|()| {
        let report = site.build();
        assert!(!report.changes.is_empty());
    });
}

/// A project in a temporary folder.
struct Site {
    folder: TempDir,
    /// The article that stands in feeds whatever their limit is.
    newest: u64,
    edition: Cell<u64>,
}

impl Site {
    fn new() -> Site {
        let folder = tempfile::tempdir().unwrap();
        records::project(folder.path(), ARTICLES, TOPICS);
        // A run does not trust what was changed just before it.
        thread::sleep(Duration::from_secs(3));
        let newest = (0..ARTICLES).max_by_key(|number| records::published(*number, TOPICS)).unwrap();
        Site { folder, newest, edition: Cell::new(100) }
    }

    fn build(&self) -> Report {
        let root = self.folder.path();
        let config = source::configuration(root, None).unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let options = Options::at(now);
        pipeline::build(root, &root.join("public"), &config, &options).unwrap()
    }

    /// Leaves nothing of earlier builds.
    fn forget(&self) {
        for folder in ["public", ".feedmill"] {
            // Before the first build there is nothing to forget.
            let _ = fs::remove_dir_all(self.folder.path().join(folder));
        }
    }

    /// Changes the newest article and keeps its size.
    fn edit(&self) {
        self.edition.set(self.edition.get() + 1);
        let text = records::record(self.newest, TOPICS, self.edition.get());
        fs::write(self.folder.path().join(records::name(self.newest)), text).unwrap();
    }
}
