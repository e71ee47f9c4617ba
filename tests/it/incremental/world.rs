//! A project on which steps are carried out, and what has to be known of it to judge the runs in it.

use std::fs::{self, File, FileTimes};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta};

use super::article::{Article, Field};
use super::settings::{Places, Settings, TOPICS_FILES};
use super::step::{Step, Tamper, Way, Wear};
use crate::project::{Project, Tree, tree};

/// 2020-05-21T00:00:00Z: two thirds of the articles are due then.
const FIRST_PRESENT: i64 = 1_590_019_200;

/// The forms that the name of a record can have.
const FORMS: [&str; 6] = [
    "articles/N.md", "articles/2020-05-03-N.md", "articles/deep/N.markdown", "notes/N.html",
    "articles/deep/2020-05-21-N.md", "articles/N.txt",
];

struct Record {
    path: String,
    article: Article,
}

/// A project and its present.
pub struct World {
    pub project: Project,
    pub settings: Settings,
    /// The places of feeds that the state knows, as far as runs have told it.
    pub known: Vec<Places>,
    records: Vec<Record>,
    made: usize,
    hours: i64,
    kept: Option<(Tree, Vec<Places>)>,
    obstacle: Option<PathBuf>,
}

impl World {
    /// A project of these articles that no run has seen.
    pub fn new(articles: &[Vec<usize>]) -> World {
        let mut world = World {
            project: Project::new(&[]),
            settings: Settings::first(),
            known: Vec::new(),
            records: Vec::new(),
            made: 0,
            hours: 0,
            kept: None,
            obstacle: None,
        };
        world.project.write("feedmill.yaml", world.settings.yaml());
        world.write_topics_file(0);
        for (form, fields) in articles.iter().enumerate() {
            world.add(fields.clone(), form % 5);
        }
        world
    }

    /// The present, for `--now`.
    pub fn now(&self) -> String {
        let moment = DateTime::from_timestamp(FIRST_PRESENT, 0).unwrap() + TimeDelta::hours(self.hours);
        moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The state forgets nothing of what this run told it.
    pub fn remember_places(&mut self) {
        let places = self.settings.places();
        if !self.known.contains(&places) {
            self.known.push(places);
        }
    }

    /// Takes away what stood in the way of the last run.
    pub fn clear_the_way(&mut self) {
        if let Some(folder) = self.obstacle.take() {
            fs::remove_dir(folder).unwrap();
        }
    }

    /// Carries out one step; one that needs what is not there does nothing.
    pub fn take(&mut self, step: &Step) {
        match step {
            Step::Edit { record, field, value, way } => {
                self.with(*record, |record| {
                    record.article.set(*field, *value);
                    Some(*way)
                });
            }
            Step::Add { fields, form } => self.add(fields.clone(), *form),
            Step::Delete(record) => self.delete(*record),
            Step::Rename { record, form } => self.rename(*record, *form),
            Step::SwapNames(one, other) => self.swap_names(*one, *other),
            Step::SwapFolders => self.swap_folders("articles/deep/", "notes/"),
            Step::ReplaceByLink { record, leads_out } => self.replace_by_link(*record, *leads_out),
            Step::Touch { record, seconds } => {
                let root = self.project.root();
                let moment = UNIX_EPOCH + Duration::from_secs(*seconds);
                self.with(*record, |record| {
                    set_time(&root.join(&record.path), Some(moment));
                    None
                });
            }
            Step::ShareId(one, other) => self.share_id(*one, *other),
            Step::TopicsFile(choice) => self.write_topics_file(*choice),
            Step::Configure(knob, value) => {
                self.settings.set(*knob, *value);
                self.project.write("feedmill.yaml", self.settings.yaml());
            }
            Step::Clock { hours } => self.hours = (self.hours + hours).clamp(-400, 600),
            Step::Output(tamper, file) => self.tamper(*tamper, *file),
            Step::State(wear) => self.wear(*wear),
        }
    }

    /// Lets `change` change a record, and writes its file where it says how.
    fn with(&mut self, record: usize, change: impl Fn(&mut Record) -> Option<Way>) {
        let root = self.project.root();
        let count = self.records.len().max(1);
        if let Some(record) = self.records.get_mut(record % count)
            && let Some(way) = change(record)
        {
            write(&root.join(&record.path), &record.article.bytes(), way);
        }
    }

    fn add(&mut self, fields: Vec<usize>, form: usize) {
        let article = Article::new(self.made, fields);
        let path = path_of(&article, form);
        self.project.write(&path, article.bytes());
        self.records.push(Record { path, article });
        self.made += 1;
    }

    fn delete(&mut self, record: usize) {
        if !self.records.is_empty() {
            let record = self.records.remove(record % self.records.len());
            // Where the folder has changed places with another, the file is gone already.
            let _ = fs::remove_file(self.project.path(record.path));
        }
    }

    fn rename(&mut self, record: usize, form: usize) {
        let root = self.project.root();
        self.with(record, |record| {
            let path = path_of(&record.article, form);
            fs::create_dir_all(root.join(&path).parent().unwrap()).unwrap();
            if fs::rename(root.join(&record.path), root.join(&path)).is_ok() {
                record.path = path;
            }
            None
        });
    }

    fn swap_names(&mut self, one: usize, other: usize) {
        let count = self.records.len();
        if count > 0 && one % count != other % count {
            let paths = [one, other].map(|record| self.records[record % count].path.clone());
            if swap(&self.project.path(&paths[0]), &self.project.path(&paths[1])) {
                let [first, second] = paths;
                self.records[one % count].path = second;
                self.records[other % count].path = first;
            }
        }
    }

    fn swap_folders(&mut self, one: &str, other: &str) {
        if swap(
            &self.project.path(one.trim_end_matches('/')),
            &self.project.path(other.trim_end_matches('/')),
        ) {
            for record in &mut self.records {
                let to_other = record.path.strip_prefix(one).map(|name| format!("{other}{name}"));
                let to_one = || record.path.strip_prefix(other).map(|name| format!("{one}{name}"));
                if let Some(path) = to_other.or_else(to_one) {
                    record.path = path;
                }
            }
        }
    }

    fn share_id(&mut self, one: usize, other: usize) {
        let count = self.records.len();
        if count > 0 {
            let id = self.records[other % count].article.id_to_share();
            for record in [one, other] {
                self.with(record, |record| {
                    record.article.set(Field::Id, id);
                    Some(Way::OldTime)
                });
            }
        }
    }

    /// The link keeps the content; where it leads out of the project, the record is lost to it.
    fn replace_by_link(&mut self, record: usize, leads_out: bool) {
        let root = self.project.root();
        self.with(record, |record| {
            let (path, name) = (root.join(&record.path), record.article.number());
            let shelf = if leads_out { root.join("../shelf") } else { root.join(".shelf") };
            fs::create_dir_all(&shelf).unwrap();
            write(&shelf.join(name.to_string()), &record.article.bytes(), Way::InPlace);
            let _ = fs::remove_file(&path);
            let up = "../".repeat(record.path.matches('/').count());
            let shelf = if leads_out { "../shelf" } else { ".shelf" };
            symlink(format!("{up}{shelf}/{name}"), &path).unwrap();
            None
        });
    }

    fn write_topics_file(&self, choice: usize) {
        match TOPICS_FILES[choice % TOPICS_FILES.len()] {
            Some(text) => self.project.write("_data/topics/all.yaml", text),
            None => drop(fs::remove_file(self.project.path("_data/topics/all.yaml"))),
        }
    }

    fn tamper(&mut self, tamper: Tamper, file: usize) {
        let public = self.project.path("public");
        let files: Vec<(String, Vec<u8>)> = tree(&public).into_iter().collect();
        if files.is_empty() || self.obstacle.is_some() {
            return;
        }
        let (name, bytes) = &files[file % files.len()];
        let path = public.join(name);
        let middle = bytes.len() / 2;
        match tamper {
            Tamper::Change => {
                let mut changed = bytes.clone();
                changed.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 1);
                write(&path, &changed, Way::OldTime);
            }
            Tamper::Cut => write(&path, &bytes[..middle], Way::OldTime),
            Tamper::Delete => fs::remove_file(path).unwrap(),
            Tamper::Touch => set_time(&path, Some(UNIX_EPOCH + Duration::from_secs(1_000_000_000))),
            Tamper::Link => {
                let copy = format!(".shelf/{}", name.replace('/', "-"));
                self.project.write(&copy, bytes);
                fs::remove_file(&path).unwrap();
                let up = "../".repeat(1 + name.matches('/').count());
                symlink(format!("{up}{copy}"), &path).unwrap();
            }
            Tamper::Folder => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(&path).unwrap();
                self.obstacle = Some(path);
            }
            Tamper::Copy => {
                let other = name.rsplit('/').next().unwrap();
                self.project.write(format!("public/topics/other/{other}"), bytes);
            }
            Tamper::Swap => drop(swap(&path, &public.join(&files[(file + 1) % files.len()].0))),
        }
    }

    fn wear(&mut self, wear: Wear) {
        let folder = self.project.path(".feedmill");
        let position = |bytes: &[u8], permille: usize| bytes.len() * permille / 1000;
        match wear {
            Wear::Delete => {
                let _ = fs::remove_dir_all(folder);
                self.known.clear();
            }
            Wear::Cut { permille } => self.damage(|bytes| bytes.truncate(position(bytes, permille))),
            Wear::Flip { permille } => self.damage(|bytes| {
                let at = position(bytes, permille);
                bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            }),
            Wear::Keep => self.kept = Some((tree(&folder), self.known.clone())),
            Wear::Restore => {
                if let Some((state, known)) = self.kept.clone() {
                    self.replace_state(&state);
                    self.known = known;
                }
            }
            Wear::Foreign => {
                let other = self.another_project();
                let state = tree(&other.path(".feedmill"));
                if !state.is_empty() {
                    self.replace_state(&state);
                    self.known = vec![self.settings.places()];
                }
            }
        }
    }

    /// Changes every file of the state, all of which must show.
    fn damage(&mut self, change: impl Fn(&mut Vec<u8>)) {
        for (name, mut bytes) in tree(&self.project.path(".feedmill")) {
            if name != ".gitignore" {
                change(&mut bytes);
                self.project.write(format!(".feedmill/{name}"), bytes);
            }
        }
        self.known.clear();
    }

    fn replace_state(&self, state: &Tree) {
        let _ = fs::remove_dir_all(self.project.path(".feedmill"));
        for (name, bytes) in state {
            self.project.write(format!(".feedmill/{name}"), bytes);
        }
    }

    /// A project of the same configuration, with the same names and other articles, that has been built.
    fn another_project(&self) -> Project {
        let other = Project::new(&[("feedmill.yaml", &self.settings.yaml())]);
        for (index, record) in self.records.iter().take(5).enumerate() {
            let next = &self.records[(index + 1) % self.records.len()].article;
            other.write(&record.path, next.bytes());
        }
        other.run(&["build", "--allow-shrink", "--now", &self.now()]);
        other
    }
}

fn path_of(article: &Article, form: usize) -> String {
    FORMS[form % FORMS.len()].replace('N', &article.number().to_string())
}

/// Writes a file, with the time of the one that is there where the way wants it.
fn write(path: &Path, bytes: &[u8], way: Way) {
    let old_time = fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let put = |path: &Path| fs::write(path, bytes);
    let new = path.with_extension("new");
    let written = match way {
        Way::NewFileOldTime => put(&new).and_then(|()| fs::rename(&new, path)),
        Way::InPlace | Way::OldTime => put(path),
    };
    // A link may lead nowhere since it was moved.
    written.or_else(|_| fs::remove_file(path).and_then(|()| put(path))).unwrap();
    if !matches!(way, Way::InPlace) {
        set_time(path, old_time);
    }
}

fn set_time(path: &Path, time: Option<SystemTime>) {
    let set = |time| File::options().append(true).open(path)?.set_times(FileTimes::new().set_modified(time));
    match time.map_or(Ok(()), set) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => panic!("{}: {error}", path.display()),
        _ => {}
    }
}

/// Swaps the names of two files or folders, unless one of them is not there.
fn swap(one: &Path, other: &Path) -> bool {
    let aside = one.with_extension("aside");
    let are_there = one != other && [one, other].iter().all(|path| fs::symlink_metadata(path).is_ok());
    if are_there {
        fs::rename(one, &aside).unwrap();
        fs::rename(other, one).unwrap();
        fs::rename(&aside, other).unwrap();
    }
    are_there
}
