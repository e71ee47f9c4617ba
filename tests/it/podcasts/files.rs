//! Audio files in the project: twenty real ones, made here, whose lengths are measured, and what is outside is not.

use std::fs;

use super::rules::{Element, broken, parse};
use super::site;
use crate::project::{Project, tree};

const PODCAST: &str = "feeds:
  podcast: {category: Technology, explicit: false, image: /cover.jpg, locked: false}
";

/// So many frames of silence in MP3 (MPEG 1, layer III, 128 kbit/s, 48 kHz, two channels): each is 1152 samples long.
fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, 0x94, 0x00];
    frame.resize(144 * 128_000 / 48_000, 0);
    frame.repeat(frames)
}

/// How long so many frames play, in whole seconds.
fn seconds(frames: usize) -> u64 {
    (frames as f64 * 1152.0 / 48_000.0).round() as u64
}

/// A record whose audio is this mapping, with the playing time where this program cannot find it out.
fn record(number: usize, audio: &str, frames: usize) -> String {
    let duration =
        if cfg!(feature = "media") { String::new() } else { format!("duration: {}\n", seconds(frames)) };
    format!(
        "---\ntitle: Gate {number}\ndate: 2023-01-{number:02}\nsummary: At the gate\naudio: {audio}\n{duration}---\nText.\n"
    )
}

fn project(audio: &str) -> Project {
    let project = Project::new(&[("feedmill.yaml", &site(PODCAST))]);
    project.write("articles/gate.md", record(1, audio, 400));
    project
}

/// The file of the only episode.
fn enclosure(project: &Project) -> Element {
    let mut channel = parse(&project.read("public/rss.xml")).children.remove(0);
    let at = channel.children.iter().position(|child| child.name == "item").unwrap();
    let mut item = channel.children.remove(at);
    let at = item.children.iter().position(|child| child.name == "enclosure").unwrap();
    item.children.remove(at)
}

#[test]
fn twenty_files_become_a_podcast_with_their_own_lengths_and_playing_times() {
    let configuration = site(PODCAST).replace("input: {", "input: {media: [static], ");
    let project = Project::new(&[("feedmill.yaml", &configuration)]);
    for number in 1..=20 {
        let frames = 100 * number;
        // Half of them are found by their URLs, the others are named.
        let (path, audio) = match number % 2 {
            0 => (format!("static/audio/gate {number}.mp3"), format!("/audio/gate%20{number}.mp3")),
            _ => {
                let url = format!("https://cdn.example.org/{number}.mp3");
                (format!("articles/{number}.mp3"), format!("{{url: \"{url}\", file: {number}.mp3}}"))
            }
        };
        project.write(path, mp3(frames));
        project.write(format!("articles/gate-{number}.md"), record(number, &audio, frames));
    }
    let run = project.build();
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    let document = project.read("public/rss.xml");
    assert_eq!(broken(&document, "https://example.org/rss.xml"), Vec::<String>::new());
    let channel = parse(&document).children.remove(0);
    assert_eq!(channel.all("item").count(), 20);
    for (item, number) in channel.all("item").zip((1..=20).rev()) {
        let length = mp3(100 * number).len().to_string();
        assert_eq!(item.child("enclosure").unwrap().get("length"), length, "{number}");
        assert_eq!(item.text_of("itunes:duration"), seconds(100 * number).to_string(), "{number}");
    }
}

#[test]
fn a_file_that_is_exchanged_is_measured_again_and_one_that_is_touched_changes_nothing() {
    let project = project("{url: /a.mp3, file: a.mp3}");
    project.write("articles/a.mp3", mp3(400));
    project.build();
    let first = enclosure(&project).get("length").to_owned();
    project.write("articles/a.mp3", mp3(500));
    project.build();
    assert_eq!(enclosure(&project).get("length"), mp3(500).len().to_string());
    assert_ne!(first, enclosure(&project).get("length"));
    let with_state = project.public();
    project.write("articles/a.mp3", mp3(500));
    let again = project.build();
    assert!(again.summary().contains(" 0 feeds changed"), "{}", again.stderr);
    fs::remove_dir_all(project.path(".feedmill")).unwrap();
    project.build();
    assert!(project.public() == with_state, "with a state and without");
    fs::remove_file(project.path("articles/a.mp3")).unwrap();
    let run = project.build();
    assert!(run.stderr.contains("there is no such file below the project's folder"), "{}", run.stderr);
    assert_eq!(enclosure(&project).get("length"), "0");
}

#[test]
fn a_length_that_is_not_that_of_the_file_is_told() {
    let project = project("{url: /a.mp3, file: a.mp3, length: 7}");
    project.write("articles/a.mp3", mp3(400));
    let run = project.build();
    let length = mp3(400).len();
    assert!(run.stderr.contains(&format!("the file has {length} bytes")), "{}", run.stderr);
    assert_eq!(enclosure(&project).get("length"), length.to_string());
}

#[cfg(unix)]
#[test]
fn no_file_outside_the_project_is_measured() {
    use std::os::unix::fs::symlink;
    for file in
        ["../../home/a.mp3", "/../home/a.mp3", "out.mp3", "out/a.mp3", ".hidden.mp3", "loop.mp3", "folder"]
    {
        let project = project(&format!("{{url: /a.mp3, file: {file}, length: 7}}"));
        project.write("../home/a.mp3", mp3(400));
        project.write("articles/.hidden.mp3", mp3(400));
        project.write("articles/folder/a.txt", "a");
        symlink("../../home/a.mp3", project.path("articles/out.mp3")).unwrap();
        symlink("../../home", project.path("articles/out")).unwrap();
        symlink("loop.mp3", project.path("articles/loop.mp3")).unwrap();
        let before = tree(&project.beside("home"));
        // A link to a folder is an error of its own.
        let run = project.run(&["build"]);
        assert!(run.stderr.contains("there is no such file"), "{file}: {}", run.stderr);
        assert_eq!(enclosure(&project).get("length"), "7", "{file}");
        assert!(tree(&project.beside("home")) == before);
    }
}
