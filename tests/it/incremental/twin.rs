//! A run in a project that remembers earlier ones, beside a run in a copy that remembers nothing but where feeds have
//! been: both must end the same, say the same and leave the same files.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::step::Turn;
use super::world::World;
use crate::project::{Project, run};

/// The parts of a report that say what came of the run, not how it went.
const PARTS: [&str; 9] =
    ["version", "now", "error", "counts", "files", "findings", "beyond_limit", "changes", "feeds"];

/// What a run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    code: i32,
    /// Standard error; remarks on the state are left out here and in the report.
    stderr: String,
    /// The parts of the report; none where there is no report.
    report: BTreeMap<&'static str, Value>,
    files: Files,
}

/// The files and links below a folder.
type Files = BTreeMap<String, Vec<u8>>;

/// Makes the runs of a turn and compares them.
///
/// # Errors
///
/// What differs.
pub fn judge(world: &mut World, turn: &Turn) -> Result<(), String> {
    if let Some((blocks, is_told)) = turn.failure {
        fail(world, blocks, is_told);
    }
    let rehearsed = turn.rehearsal.map(|flag| rehearse(world, turn, flag)).transpose()?;
    let twin = twin_of(world);
    let built = build(&world.project, world, turn, &[]);
    // The ids that must stay are under version control, and every copy has them; what has become of feeds the copy finds itself.
    copy_ids(&world.project, &twin);
    let alone = build(&twin, world, turn, &[]);
    same("a run with a state and one without", &published(&built), &published(&alone))?;
    if built.code < 2 {
        world.remember_places();
        if let Some(rehearsed) = rehearsed {
            same_part("what a rehearsal tells and what the run does", &rehearsed, &built, "changes")?;
        }
        if turn.repeats {
            repeat(world, turn, &built)?;
        }
    }
    world.clear_the_way();
    Ok(())
}

/// The same, without the ids of a run that publishes nothing: it pins none either, so that no copy knows which it would keep.
fn published(outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    if outcome.code >= 2
        && let Some(Value::Array(files)) = outcome.report.get_mut("files")
    {
        files.iter_mut().filter_map(Value::as_object_mut).for_each(|file| _ = file.remove("id"));
    }
    outcome
}

/// Gives the twin the ids that the project has pinned.
fn copy_ids(project: &Project, twin: &Project) {
    let lines = |project: &Project| {
        let text = fs::read_to_string(project.path("feedmill.pins")).unwrap_or_default();
        text.lines().map(|line| format!("{line}\n")).collect::<Vec<String>>()
    };
    let is_id =
        |line: &&String| ["gone\t", "id\t", "owner\t", "setting\t"].iter().any(|kind| line.starts_with(kind));
    let (ours, theirs) = (lines(project), lines(twin));
    let pins: String =
        ours.iter().filter(is_id).chain(theirs.iter().filter(|line| !is_id(line))).cloned().collect();
    if !pins.is_empty() {
        twin.write("feedmill.pins", pins);
    }
}

/// A run directly after another finds the same and changes nothing; what has moved is said once.
fn repeat(world: &World, turn: &Turn, built: &Outcome) -> Result<(), String> {
    let again = build(&world.project, world, turn, &[]);
    let mut built = built.clone();
    if let Some(findings) = built.report.get_mut("findings").and_then(Value::as_array_mut) {
        findings.retain(|finding| finding["path"] != "feedmill.pins");
    }
    let expected = Outcome {
        stderr: again.stderr.clone(),
        report: built.report.into_iter().chain([("changes", Value::Array(Vec::new()))]).collect(),
        ..built
    };
    same("a run and one directly after it", &again, &expected)
}

/// A run that only tells what would change.
fn rehearse(world: &World, turn: &Turn, flag: &str) -> Result<Outcome, String> {
    let state = || files(&world.project.path(".feedmill"));
    let before = (state(), files(&world.project.path("public")));
    let told = build(&world.project, world, turn, &[flag]);
    if (state(), told.files.clone()) != before {
        return Err(format!("{flag} has changed files"));
    }
    let changes = told.report.get("changes").and_then(Value::as_array).map_or(0, Vec::len);
    if flag == "--check" && changes > 0 && told.code == 0 {
        return Err("--check ends with 0 although something would change".to_owned());
    }
    Ok(told)
}

/// A run that may write no large file: it is told so (and ends with an error) or killed. Nothing is expected of it
/// but that the next run makes it good.
fn fail(world: &World, blocks: usize, is_told: bool) {
    // Whether the state of such a run was written is not known here, which matters where feeds have moved.
    if !world.known.contains(&world.settings.places()) {
        return;
    }
    let told = if is_told { "trap '' XFSZ; " } else { "" };
    let mut shell = Command::new("sh");
    shell.current_dir(world.project.root());
    shell.arg("-c").arg(format!("{told}ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    shell.arg(env!("CARGO_BIN_EXE_feedmill")).args(["build", "--allow-shrink", "--now", &world.now()]);
    shell.output().unwrap();
}

fn build(project: &Project, world: &World, turn: &Turn, flags: &[&str]) -> Outcome {
    let now = world.now();
    let mut arguments = vec!["build", "--allow-shrink", "--now", &now, "--report", "-"];
    arguments.extend(turn.prunes.then_some("--prune"));
    arguments.extend(flags);
    let run = run(project.command().args(arguments));
    // That an id is kept is said when it is first kept.
    let is_about_state =
        |line: &&str| line.contains(": warning: state: ") || line.contains(": warning: id: ");
    let lines = run.stderr.lines().filter(|line| !is_about_state(line));
    let mut report: Value = serde_json::from_str(&run.stdout).unwrap_or_default();
    if let Some(findings) = report.get_mut("findings").and_then(Value::as_array_mut) {
        findings.retain(|finding| finding["rule"] != "state" && finding["rule"] != "id");
    }
    Outcome {
        code: run.code,
        stderr: lines.map(|line| format!("{line}\n")).collect(),
        report: PARTS.iter().filter_map(|part| Some((*part, report.get(part)?.clone()))).collect(),
        files: files(&project.path("public")),
    }
}

/// A copy of the project and its output whose state knows where earlier configurations have put feeds, and nothing else.
fn twin_of(world: &World) -> Project {
    let twin = Project::new(&[]);
    if world.known.iter().any(|places| *places != world.settings.places()) {
        for places in &world.known {
            twin.write("feedmill.yaml", places.yaml());
            twin.run(&["build", "--allow-shrink", "-d", "../elsewhere"]).ended(0);
        }
    }
    let source = world.project.root();
    let entries = walkdir::WalkDir::new(&source).min_depth(1).into_iter();
    for entry in entries.filter_entry(|entry| entry.file_name() != ".feedmill") {
        let entry = entry.unwrap();
        let target = twin.path(entry.path().strip_prefix(&source).unwrap());
        if entry.path_is_symlink() {
            symlink(fs::read_link(entry.path()).unwrap(), target).unwrap();
        } else if entry.file_type().is_dir() {
            fs::create_dir(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
    twin
}

/// Every file and link below a folder, a link by where it leads.
fn files(folder: &Path) -> Files {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let entries = entries.filter(|entry| !entry.file_type().is_dir());
    let content = |path: &Path| match fs::read_link(path) {
        Ok(target) => format!("link to {}", target.display()).into_bytes(),
        Err(_) => fs::read(path).unwrap(),
    };
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    entries.map(|entry| (name(entry.path()), content(entry.path()))).collect()
}

fn same(what: &str, ours: &Outcome, theirs: &Outcome) -> Result<(), String> {
    if ours.code != theirs.code {
        let ends = format!("end with {} and {}", ours.code, theirs.code);
        return Err(format!("{what} {ends}:\n{}\n{}", ours.stderr, theirs.stderr));
    }
    PARTS.iter().try_for_each(|part| same_part(what, ours, theirs, part))?;
    if ours.stderr != theirs.stderr {
        return Err(format!("{what} say different things:\n{}", difference(&ours.stderr, &theirs.stderr)));
    }
    let mut paths = ours.files.keys().chain(theirs.files.keys());
    if let Some(path) = paths.find(|path| ours.files.get(*path) != theirs.files.get(*path)) {
        let text = |files: &Files| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        return Err(match (text(&ours.files), text(&theirs.files)) {
            (Some(ours), Some(theirs)) => format!("{what} differ in {path}:\n{}", difference(&ours, &theirs)),
            (ours, _) => {
                format!("{what}: only the {} has {path}", if ours.is_some() { "first" } else { "second" })
            }
        });
    }
    Ok(())
}

fn same_part(what: &str, ours: &Outcome, theirs: &Outcome, part: &str) -> Result<(), String> {
    let text =
        |outcome: &Outcome| outcome.report.get(part).map_or(String::new(), |value| format!("{value:#}"));
    let (ours, theirs) = (text(ours), text(theirs));
    if ours == theirs {
        return Ok(());
    }
    Err(format!("{what} differ in `{part}` of the report:\n{}", difference(&ours, &theirs)))
}

/// The first lines that differ.
fn difference(ours: &str, theirs: &str) -> String {
    let same = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(the end)").to_owned();
    format!("line {}\n  {}\n  {}", same + 1, line(ours), line(theirs))
}
