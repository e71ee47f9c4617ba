//! What can happen to a project between two runs, and the walks that are made of it. A number that names one of many
//! is taken modulo their count, so that every walk makes sense and still does when steps are taken out of it.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::article::Field;
use super::settings::Knob;

/// Something that happens to the project.
#[derive(Debug, Clone)]
pub enum Step {
    Edit { record: usize, field: Field, value: usize, way: Way },
    Add { fields: Vec<usize>, form: usize },
    Delete(usize),
    Rename { record: usize, form: usize },
    SwapNames(usize, usize),
    SwapFolders,
    ReplaceByLink { record: usize, leads_out: bool },
    Touch { record: usize, seconds: u64 },
    ShareId(usize, usize),
    TopicsFile(usize),
    Configure(Knob, usize),
    Clock { hours: i64 },
    Output(Tamper, usize),
    State(Wear),
}

/// How an edited file is written.
#[derive(Debug, Clone, Copy)]
pub enum Way {
    InPlace,
    /// In place, and the time of its last change is set back.
    OldTime,
    /// As editors do: a new file takes its name, with the time of the old one.
    NewFileOldTime,
}

/// What somebody does to a published file.
#[derive(Debug, Clone, Copy)]
pub enum Tamper {
    /// One byte differs, and the time is set back.
    Change,
    Cut,
    Delete,
    Touch,
    /// A link to a copy stands in its place.
    Link,
    /// A folder stands in its place during one run.
    Folder,
    /// A copy of it stands where another topic would have its feed.
    Copy,
    /// It changes places with the next.
    Swap,
}

/// What happens to the state.
#[derive(Debug, Clone, Copy)]
pub enum Wear {
    Delete,
    Cut {
        permille: usize,
    },
    Flip {
        permille: usize,
    },
    /// A copy is put aside.
    Keep,
    /// The copy comes back.
    Restore,
    /// That of another project stands in its place.
    Foreign,
}

/// How the runs after some steps are made.
#[derive(Debug, Clone)]
pub struct Turn {
    pub steps: Vec<Step>,
    pub prunes: bool,
    /// A run before that only says what would change: `--dry-run` or `--check`.
    pub rehearsal: Option<&'static str>,
    /// A run before that may write no file larger than so many blocks of 512 bytes, and is told of it or killed.
    pub failure: Option<(usize, bool)>,
    /// Another run directly after.
    pub repeats: bool,
}

/// The articles that a walk begins with, and what happens.
#[derive(Clone)]
pub struct Walk {
    pub articles: Vec<Vec<usize>>,
    pub turns: Vec<Turn>,
}

impl fmt::Debug for Walk {
    /// A line for each article and each turn.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let articles = self.articles.iter().map(|article| format!("\n  article {article:?}"));
        let turns = self.turns.iter().enumerate().map(|(number, turn)| format!("\n  turn {number} {turn:?}"));
        articles.chain(turns).try_for_each(|line| formatter.write_str(&line))
    }
}

/// All walks with so many turns at most.
pub fn walks(turns: usize) -> impl Strategy<Value = Walk> {
    let articles = vec(fields(), 4..36);
    (articles, vec(turn(), 1..=turns)).prop_map(|(articles, turns)| Walk { articles, turns })
}

fn fields() -> impl Strategy<Value = Vec<usize>> {
    vec(0..1000_usize, Field::ALL.len())
}

fn turn() -> impl Strategy<Value = Turn> {
    let rehearsal = prop_oneof![8 => Just(None), 1 => Just(Some("--dry-run")), 1 => Just(Some("--check"))];
    let failure = prop_oneof![8 => Just(None), 1 => (0..24_usize, any::<bool>()).prop_map(Some)];
    let rare = || prop::bool::weighted(0.2);
    (vec(step(), 1..=3), rare(), rehearsal, failure, rare()).prop_map(
        |(steps, prunes, rehearsal, failure, repeats)| Turn { steps, prunes, rehearsal, failure, repeats },
    )
}

fn step() -> impl Strategy<Value = Step> {
    let one = || 0..1000_usize;
    let way = select(vec![Way::InPlace, Way::OldTime, Way::NewFileOldTime]);
    let much = vec![Field::Mark, Field::Date, Field::Topics, Field::Flag];
    let field = prop_oneof![select(much), select(Field::ALL.to_vec())];
    let moves = select(vec![Knob::Formats, Knob::Path]);
    let tamper = select(vec![
        Tamper::Change,
        Tamper::Cut,
        Tamper::Delete,
        Tamper::Touch,
        Tamper::Link,
        Tamper::Folder,
        Tamper::Copy,
        Tamper::Swap,
    ]);
    let edit = (one(), field, one(), way);
    prop_oneof![
        12 => edit.prop_map(|(record, field, value, way)| Step::Edit { record, field, value, way }),
        2 => (fields(), one()).prop_map(|(fields, form)| Step::Add { fields, form }),
        2 => one().prop_map(Step::Delete),
        2 => (one(), one()).prop_map(|(record, form)| Step::Rename { record, form }),
        1 => (one(), one()).prop_map(|(one, other)| Step::SwapNames(one, other)),
        1 => Just(Step::SwapFolders),
        1 => (one(), any::<bool>()).prop_map(|(record, leads_out)| Step::ReplaceByLink { record, leads_out }),
        1 => (one(), 0..2_000_000_000_u64).prop_map(|(record, seconds)| Step::Touch { record, seconds }),
        1 => (one(), one()).prop_map(|(one, other)| Step::ShareId(one, other)),
        1 => one().prop_map(Step::TopicsFile),
        4 => (select(Knob::ALL.to_vec()), one()).prop_map(|(knob, value)| Step::Configure(knob, value)),
        1 => (moves, one()).prop_map(|(knob, value)| Step::Configure(knob, value)),
        3 => (-200..300_i64).prop_map(|hours| Step::Clock { hours }),
        3 => (tamper, one()).prop_map(|(tamper, file)| Step::Output(tamper, file)),
        4 => wear().prop_map(Step::State),
    ]
}

fn wear() -> impl Strategy<Value = Wear> {
    prop_oneof![
        1 => Just(Wear::Delete),
        1 => (0..990_usize).prop_map(|permille| Wear::Cut { permille }),
        1 => (0..1000_usize).prop_map(|permille| Wear::Flip { permille }),
        2 => Just(Wear::Keep),
        2 => Just(Wear::Restore),
        1 => Just(Wear::Foreign),
    ]
}
