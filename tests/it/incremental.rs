//! A run that builds on what earlier runs remember ends as one that remembers nothing: walks of random steps through a
//! small project, each step followed by both runs, and plain claims about what a run must notice.
//!
//! `FEEDMILL_WALKS=1000` takes more walks than a test run has time for; the same number always takes the same walks.

mod article;
mod memory;
mod notice;
mod settings;
mod step;
mod twin;
mod world;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use step::{Turn, Walk};
use world::World;

/// How many walks a test run takes, and how many turns each has at most.
const WALKS: u64 = 10;
const TURNS: usize = 16;

#[test]
fn a_run_that_remembers_ends_as_one_that_does_not() {
    let walks = std::env::var("FEEDMILL_WALKS").map_or(WALKS, |walks| walks.parse().unwrap());
    // Threads of their own: walks wait for programs, and builds in this process must not wait for walks.
    let threads = ThreadPoolBuilder::new().build().unwrap();
    let failure = threads.install(|| (0..walks).into_par_iter().find_map_any(failure_of));
    assert!(failure.is_none(), "{}", failure.unwrap_or_default());
}

/// What goes wrong in the walk with this number, with the least steps that make it go wrong.
fn failure_of(number: u64) -> Option<String> {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_iters: 1000,
        max_shrink_time: 120_000,
        ..Config::default()
    };
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let walked = runner.run(&step::walks(TURNS), |walk| take(&walk).map_err(TestCaseError::fail));
    walked.err().map(|error| format!("walk {number}: {error}"))
}

fn take(walk: &Walk) -> Result<(), String> {
    let mut world = World::new(&walk.articles);
    let first = Turn { steps: Vec::new(), prunes: false, rehearsal: None, failure: None, repeats: false };
    twin::judge(&mut world, &first).map_err(|difference| format!("in the first run: {difference}"))?;
    for (number, turn) in walk.turns.iter().enumerate() {
        turn.steps.iter().for_each(|step| world.take(step));
        twin::judge(&mut world, turn).map_err(|difference| format!("in turn {number}: {difference}"))?;
    }
    Ok(())
}
