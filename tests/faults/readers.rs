//! Readers that never pause while feeds are replaced, as a web server's are.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use crate::site::{Passage, Site, Size, tree};
use crate::sweep::{self, Sweep, tell};

/// Reads a file as a server does, which opens it once and sends it in pieces.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut first = vec![0; 700];
    let count = file.read(&mut first)?;
    first.truncate(count);
    thread::yield_now();
    file.read_to_end(&mut first)?;
    Ok(first)
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn readers_see_whole_feeds() {
    let mut sweep = Sweep::new("readers_see_whole_feeds");
    let builds = sweep::count(1000);
    for size in [Size::Few, Size::Many] {
        let site = Site::new(size);
        site.begin(Passage::Change);
        // Once both versions have been there, every feed of either stays, with entries or without.
        let both = [(); 3].map(|()| {
            site.build(&[]);
            site.swap();
            tree(&site.public)
        });
        let versions = [&both[1], &both[2]];
        assert!(versions[0].keys().eq(versions[1].keys()));
        let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
        let faults = thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut faults: BTreeMap<String, usize> = BTreeMap::new();
                while !is_over.load(Ordering::Relaxed) {
                    for path in versions[0].keys() {
                        let fault = match read(&site.public.join(path)) {
                            Ok(bytes) if versions.iter().any(|version| version[path] == bytes) => None,
                            Ok(bytes) => Some(format!("{path} is torn: {} bytes", bytes.len())),
                            Err(error) => Some(format!("{path}: {error}")),
                        };
                        fault.into_iter().for_each(|fault| *faults.entry(fault).or_default() += 1);
                        reads.fetch_add(1, Ordering::Relaxed);
                    }
                }
                faults
            });
            for _ in 0..builds / 2 {
                site.build(&["-q"]);
                site.swap();
            }
            is_over.store(true, Ordering::Relaxed);
            reader.join().unwrap()
        });
        let reads = reads.into_inner();
        tell(&format!("readers_see_whole_feeds: {size:?}: {reads} reads during {} builds", builds / 2));
        assert!(reads > builds, "the reader has come to nothing");
        sweep.add(&format!("{size:?}"), true, faults.into_keys().collect());
    }
    sweep.end(100);
}
