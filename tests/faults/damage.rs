//! What one run remembers for the next, damaged in every way; and clocks that jump.

use std::fs;
use std::process::Output;

use crate::site::{Passage, Site, Size, Trees, differences, said, tree, unless_ended};
use crate::sweep::{self, Chance, Sweep};

/// A project whose state is to be damaged: all of it is published, and one version of the records follows the other.
struct Damaged {
    site: Site,
    trees: Trees,
    /// The state as the last run left it.
    state: Vec<u8>,
}

impl Damaged {
    fn new() -> Damaged {
        let site = Site::new(Size::Few);
        let trees = site.trees(Passage::Change);
        site.begin(Passage::Change);
        let state = fs::read(site.root.join(".feedmill/state")).unwrap();
        Damaged { site, trees, state }
    }

    /// Runs with this state after nothing has changed, and says what is wrong; `is_noted` is whether the run must say
    /// that the state cannot be used.
    fn judge(&self, state: &[u8], is_noted: bool) -> Vec<String> {
        fs::write(self.site.root.join(".feedmill/state"), state).unwrap();
        let output = self.site.command(&[]).output().unwrap();
        let mut faults = differences(&self.trees.new, &tree(&self.site.public));
        faults.extend(unless_ended(&output, 0));
        if said(&output).contains("the state of the last run cannot be used") != is_noted {
            faults.push(format!("a note is there or not, and should not be: {}", said(&output)));
        }
        // The run has mended it: the next has nothing to remark and nothing to do.
        let next = self.site.command(&["-v"]).output().unwrap();
        if next.status.code() != Some(0) || said(&next).contains("cannot be used") {
            faults.push(format!("the next run ends with {}: {}", next.status, said(&next)));
        }
        faults
    }

    /// Puts the first version back into the destination, so that the run has everything to do.
    fn rewind(&self) {
        for (path, bytes) in &self.trees.old {
            fs::write(self.site.public.join(path), bytes).unwrap();
        }
    }
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_by_cutting() {
    let mut sweep = Sweep::new("damage_by_cutting");
    let damaged = Damaged::new();
    for length in 0..damaged.state.len() {
        damaged.rewind();
        let faults = damaged.judge(&damaged.state[..length], true);
        sweep.add(&format!("cut to {length} bytes"), true, faults);
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_by_flipping() {
    let mut sweep = Sweep::new("damage_by_flipping");
    let mut chance = Chance::new("flips");
    let damaged = Damaged::new();
    let count = sweep::count(1000);
    for _ in 0..count {
        let (at, bit) = (chance.below(damaged.state.len()), chance.below(8));
        let mut state = damaged.state.clone();
        state[at] ^= 1 << bit;
        damaged.rewind();
        sweep.add(&format!("bit {bit} of byte {at}"), true, damaged.judge(&state, true));
    }
    sweep.end(100);
}

/// The state with its check made right again, as an attacker or another program could.
fn sealed(mut state: Vec<u8>) -> Vec<u8> {
    let end = state.len() - 8;
    let check = xxhash_rust::xxh3::xxh3_64(&state[..end]);
    state[end..].copy_from_slice(&check.to_le_bytes());
    state
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_that_is_sealed() {
    let mut sweep = Sweep::new("damage_that_is_sealed");
    let mut chance = Chance::new("sealed");
    let damaged = Damaged::new();
    assert_eq!(sealed(damaged.state.clone()), damaged.state, "the check is known here");
    let count = sweep::count(500);
    for _ in 0..count {
        let (at, byte) = (chance.below(damaged.state.len() - 8), chance.below(256));
        let mut state = damaged.state.clone();
        state[at] = u8::try_from(byte).unwrap();
        damaged.rewind();
        fs::write(damaged.site.root.join(".feedmill/state"), sealed(state)).unwrap();
        let output = damaged.site.command(&[]).output().unwrap();
        // What it says may be believed, and so the feeds may be wrong; but nothing breaks, and `--force` mends it.
        let mut faults = crate::errors::broken(&tree(&damaged.site.public));
        if !matches!(output.status.code(), Some(0 | 1 | 3)) || said(&output).contains("panicked") {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        let forced = damaged.site.command(&["--force", "--allow-shrink"]).output().unwrap();
        if forced.status.code() != Some(0) {
            faults.push(format!("with --force {}: {}", forced.status, said(&forced)));
        }
        faults.extend(differences(&damaged.trees.new, &tree(&damaged.site.public)));
        sweep.add(&format!("byte {at} is {byte}"), true, faults);
        fs::write(damaged.site.root.join(".feedmill/state"), &damaged.state).unwrap();
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_of_other_kinds() {
    let mut sweep = Sweep::new("damage_of_other_kinds");
    let damaged = Damaged::new();
    let first_line = |line: &str| {
        let rest = damaged.state.iter().position(|byte| *byte == b'\n').unwrap();
        [line.as_bytes(), &damaged.state[rest..]].concat()
    };
    let own_line = damaged.state.split_inclusive(|byte| *byte == b'\n').next().unwrap();
    let mut longer = damaged.state.clone();
    longer.extend(b"more");
    let others = [
        ("an earlier version", sealed(first_line("feedmill state 1"))),
        ("a later version", sealed(first_line("feedmill state 30"))),
        ("text", b"a note of somebody\n".to_vec()),
        ("nothing but zeros", vec![0; damaged.state.len()]),
        ("nothing but ones", vec![0xff; damaged.state.len()]),
        ("too long", longer),
        ("twice", damaged.state.repeat(2)),
        ("counts beyond all bounds", sealed([own_line, &[0xff; 64]].concat())),
    ];
    for (name, state) in others {
        damaged.rewind();
        sweep.add(name, true, damaged.judge(&state, true));
    }
    // A folder or a link in its place.
    let state = damaged.site.root.join(".feedmill/state");
    for name in ["a folder", "a link to nowhere", "a link to itself"] {
        damaged.rewind();
        let _ = fs::remove_file(&state);
        match name {
            "a folder" => fs::create_dir(&state).unwrap(),
            "a link to nowhere" => std::os::unix::fs::symlink("nowhere", &state).unwrap(),
            _ => std::os::unix::fs::symlink("state", &state).unwrap(),
        }
        let output = damaged.site.command(&[]).output().unwrap();
        let mut faults = differences(&damaged.trees.new, &tree(&damaged.site.public));
        faults.extend(unless_ended(&output, 0));
        if name != "a link to nowhere" && !said(&output).contains(".feedmill: warning: state: ") {
            faults.push(format!("no note: {}", said(&output)));
        }
        sweep.add(name, true, faults);
        let _ = fs::remove_dir(&state);
    }
    sweep.end(100);
}

/// A build from which most records are gone.
fn shrunk(site: &Site) -> Output {
    for number in 0..4 {
        fs::remove_file(site.root.join(format!("articles/{number}.md"))).unwrap();
    }
    site.command(&[]).output().unwrap()
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_and_the_guard() {
    let mut sweep = Sweep::new("damage_and_the_guard");
    for (name, is_damaged) in [("whole", false), ("damaged", true)] {
        let site = Site::new(Size::Few);
        site.build(&[]);
        let before = tree(&site.public);
        if is_damaged {
            fs::write(site.root.join(".feedmill/state"), "damaged").unwrap();
        }
        let output = shrunk(&site);
        let mut faults = Vec::new();
        if is_damaged {
            // Nobody knows any more how many there were, but most entries of the feeds are of no article that is there;
            // an empty folder is refused all the same.
            if output.status.code() != Some(3)
                || !said(&output).contains("--adopt-destination")
                || tree(&site.public) != before
            {
                faults.push(format!("{}: {}", output.status, said(&output)));
            }
            fs::write(site.root.join(".feedmill/state"), "damaged").unwrap();
            fs::remove_dir_all(site.root.join("articles")).unwrap();
            let output = site.command(&[]).output().unwrap();
            if output.status.code() != Some(3) || tree(&site.public) != before {
                faults.push(format!("an empty folder: {}: {}", output.status, said(&output)));
            }
        } else if output.status.code() != Some(3) || tree(&site.public) != before {
            faults.push(format!("{}: {}", output.status, said(&output)));
        }
        sweep.add(name, true, faults);
    }
    sweep.end(100);
}

#[test]
#[ignore = "a fault sweep; see CONTRIBUTING.md"]
fn damage_of_the_clock() {
    let mut sweep = Sweep::new("damage_of_the_clock");
    let site = Site::new(Size::Many);
    let Trees { old, .. } = site.trees(Passage::Change);
    site.wipe();
    site.swap();
    site.build(&[]);
    assert_eq!(tree(&site.public).len(), 30);
    let before = tree(&site.public);
    assert!(before.iter().all(|(path, bytes)| old.get(path) == Some(bytes)));
    // Back before all articles, before some of them, to the beginning of time, and as far forward as there are dates.
    let moments = [
        "0", "1500000000", "1578600000", "1580000000", "1700000001", "4102444800", "253402300799",
        "-62135596800",
    ];
    for (number, moment) in moments.iter().enumerate() {
        let output = site.command(&[]).env("SOURCE_DATE_EPOCH", moment).output().unwrap();
        let found = tree(&site.public);
        let mut faults = crate::errors::broken(&found);
        match output.status.code() {
            Some(0) => {}
            Some(3) if found == before => {}
            code => faults.push(format!("{code:?}: {}", said(&output))),
        }
        let is_back = number < 2;
        if is_back && output.status.code() != Some(3) {
            faults.push(format!("a clock before all articles is obeyed: {}", output.status));
        }
        site.build(&[]);
        faults.extend(differences(&before, &tree(&site.public)));
        sweep.add(&format!("SOURCE_DATE_EPOCH={moment}"), true, faults);
    }
    for moment in ["", "soon", "99999999999999999999", "9223372036854775807", "1e9"] {
        let output = site.command(&[]).env("SOURCE_DATE_EPOCH", moment).output().unwrap();
        let mut faults = differences(&before, &tree(&site.public));
        faults.extend(unless_ended(&output, 2));
        sweep.add(&format!("SOURCE_DATE_EPOCH={moment}"), true, faults);
    }
    sweep.end(100);
}
