//! The laws of all doors, held of the seeds that fuzzing starts from, and of what damage makes of them. A fault that
//! fuzzing has found stays found: its input is a seed from then on.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::laws;

/// A law by the name of its target.
type Law = (&'static str, fn(&[u8]));

const LAWS: [Law; 8] = [
    ("front_matter", laws::front_matter),
    ("timestamps", laws::timestamps),
    ("rss", laws::rss),
    ("atom", laws::atom),
    ("json_feed", laws::json_feed),
    ("html", laws::html),
    ("convert", laws::convert),
    ("configuration", laws::configuration),
];

/// The seeds of a target by name, in the order of their names; none where the folder is not part of the package.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path());
    let mut seeds: Vec<_> = files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

/// The seeds of each law.
static SEEDS: LazyLock<Vec<(Law, Vec<Vec<u8>>)>> = LazyLock::new(|| {
    let of = |law: Law| (law, seeds(law.0).into_iter().map(|(_, bytes)| bytes).collect());
    LAWS.map(of).into_iter().filter(|(_, seeds): &(_, Vec<_>)| !seeds.is_empty()).collect()
});

/// Whether the seeds are there; a packaged copy of the project has none.
#[allow(clippy::print_stdout)]
fn are_there() -> bool {
    let is_there = !SEEDS.is_empty();
    if !is_there {
        println!("skipped: any_bytes: fuzz/seeds is not here");
    }
    is_there
}

#[test]
fn every_law_holds_of_its_seeds() {
    if !are_there() {
        return;
    }
    let mut faults = Vec::new();
    for (target, law) in LAWS {
        let seeds = seeds(target);
        assert!(seeds.len() >= 10, "{target} has {} seeds", seeds.len());
        let broken = |(_, bytes): &(String, Vec<u8>)| std::panic::catch_unwind(|| law(bytes)).is_err();
        faults.extend(seeds.into_iter().filter(broken).map(|(name, _)| format!("{target}/{name}")));
    }
    assert!(faults.is_empty(), "each told above: {faults:?}");
}

#[test]
fn every_target_has_a_law_and_a_row_in_the_manifest() {
    if !are_there() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    let guide = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap_or_default();
    for (target, _) in LAWS {
        let source = fs::read_to_string(root.join(format!("fuzz/fuzz_targets/{target}.rs"))).unwrap();
        assert!(source.contains(&format!("laws::{target}(bytes)")), "{target}");
        assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        assert!(guide.contains(&format!("| `{target}` |")), "{target}");
    }
    assert_eq!(fs::read_dir(root.join("fuzz/fuzz_targets")).unwrap().count(), LAWS.len());
}

/// One change of a text: at a place, so many bytes give way to others, or to a piece of another seed.
#[derive(Debug, Clone)]
enum Damage {
    Bytes(Index, usize, Vec<u8>),
    Piece(Index, Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let marks: &[&[u8]] = &[
        b"<", b">", b"&", b"\"", b"'", b"{", b"[", b"]", b":", b"-", b"\n", b"\r", b"\0", b"\xff", b"\\",
        b"]]>", b"<!--", b"&#", b"\xc2\xa0", b"/>", b"xmlns", b"://", b"*a", b"|", b"0",
    ];
    let bytes = prop_oneof![
        3 => select(marks).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop_oneof![
        (any::<Index>(), 0..8_usize, bytes).prop_map(|(at, length, bytes)| Damage::Bytes(at, length, bytes)),
        (any::<Index>(), any::<Index>(), 0..60_usize)
            .prop_map(|(at, from, length)| Damage::Piece(at, from, length)),
    ]
}

fn damaged(seed: &[u8], other: &[u8], damage: &[Damage]) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    let piece = |from: usize, length: usize| &other[from..other.len().min(from + length)];
    for change in damage {
        let (at, length, put) = match change {
            Damage::Bytes(at, length, put) => (at.index(bytes.len() + 1), *length, put.as_slice()),
            Damage::Piece(at, from, length) => {
                (at.index(bytes.len() + 1), 0, piece(from.index(other.len() + 1), *length))
            }
        };
        let end = bytes.len().min(at + length);
        bytes.splice(at..end, put.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_law_holds_of_damaged_seeds(
        seed in any::<(Index, Index, Index)>(),
        damage in prop::collection::vec(damage(), 0..6),
    ) {
        if are_there() {
            let ((_, law), seeds) = seed.0.get(&SEEDS);
            let (seed, other): (&Vec<u8>, &Vec<u8>) = (seed.1.get(seeds), seed.2.get(seeds));
            law(&damaged(seed, other, &damage));
        }
    }
}
