//! What must not pass: permissions of published files, links that lead out of the destination, and `secured`, which is
//! kept, published, logged and reported nowhere.

use std::fs;

use crate::project::{Project, SITE, article, tree};

#[cfg(unix)]
#[test]
fn published_files_have_mode_0644_less_the_umask() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    for (umask, expected) in [("022", 0o644), ("027", 0o640), ("000", 0o644), ("077", 0o600)] {
        let project = crate::project::gazette();
        let command = project.command();
        let mut shell = Command::new("sh");
        shell.current_dir(project.root());
        shell
            .arg("-c")
            .arg(format!("umask {umask}; exec \"$0\" build --now 2023-11-14"))
            .arg(command.get_program());
        crate::project::run(&mut shell).ended(0);
        for path in project.public().keys() {
            let mode = fs::metadata(project.path("public").join(path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o7777, expected, "umask {umask}: {path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_destination_is_not_followed() {
    let project = crate::project::gazette();
    let outside = project.beside("outside");
    fs::create_dir(&outside).unwrap();
    fs::create_dir(project.path("public")).unwrap();
    std::os::unix::fs::symlink(&outside, project.path("public/topics")).unwrap();
    let run = project.run(&["build"]).ended(4);
    assert!(run.stderr.contains("topics"), "{}", run.stderr);
    assert!(tree(&outside).is_empty());
    assert!(!project.path("public/.feedmill-tmp").exists());
}

#[test]
fn a_file_in_the_way_of_a_folder_is_told_of() {
    let project = crate::project::gazette();
    project.write("public/topics", "not ours");
    let run = project.run(&["build"]).ended(4);
    let told =
        "a folder on the way is a link or a file; remove it; nothing is published, old files are intact";
    assert!(run.stderr.contains(told), "{}", run.stderr);
    assert_eq!(project.read("public/topics"), "not ours");
}

#[cfg(unix)]
#[test]
fn a_link_at_the_place_of_a_feed_is_replaced_and_its_target_stays() {
    let project = crate::project::gazette();
    let outside = project.beside("outside.xml");
    fs::write(&outside, "not ours").unwrap();
    fs::create_dir(project.path("public")).unwrap();
    std::os::unix::fs::symlink(&outside, project.path("public/rss.xml")).unwrap();
    project.build();
    assert_eq!(fs::read_to_string(&outside).unwrap(), "not ours");
    assert!(fs::symlink_metadata(project.path("public/rss.xml")).unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn nothing_behind_a_link_is_emptied_or_pruned() {
    let project = crate::project::gazette();
    project.build();
    let outside = project.beside("outside");
    fs::create_dir(&outside).unwrap();
    fs::copy(project.path("public/topics/sky/rss.xml"), outside.join("rss.xml")).unwrap();
    let before = tree(&outside);
    std::os::unix::fs::symlink(&outside, project.path("public/topics/elsewhere")).unwrap();
    fs::remove_file(project.path("a.md")).unwrap();
    assert_eq!(project.run(&["build", "--prune"]).code, 0);
    assert_eq!(tree(&outside), before);
}

#[cfg(unix)]
#[test]
fn whatever_stands_at_the_place_of_temporary_files_goes_and_what_it_leads_to_stays() {
    use std::os::unix::fs::symlink;
    let outside = |project: &Project| {
        let outside = project.beside("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("0"), "not ours").unwrap();
        outside
    };
    let plant: [fn(&std::path::Path, &std::path::Path); 4] = [
        |position, outside| symlink(outside, position).unwrap(),
        |position, _| symlink("nowhere", position).unwrap(),
        |position, _| fs::write(position, "a file").unwrap(),
        |position, outside| {
            fs::create_dir_all(position.join("deep")).unwrap();
            symlink(outside.join("0"), position.join("0")).unwrap();
            symlink(outside, position.join("deep/er")).unwrap();
        },
    ];
    for (number, plant) in plant.iter().enumerate() {
        let project = crate::project::gazette();
        let outside = outside(&project);
        fs::create_dir(project.path("public")).unwrap();
        plant(&project.path("public/.feedmill-tmp"), &outside);
        project.build();
        assert_eq!(fs::read_to_string(outside.join("0")).unwrap(), "not ours", "{number}");
        assert_eq!(tree(&outside).len(), 1, "{number}");
        assert!(fs::symlink_metadata(project.path("public/.feedmill-tmp")).is_err(), "{number}");
        assert!(project.public().contains_key("rss.xml"), "{number}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_at_the_place_of_a_feed_is_replaced_and_nothing_waits_for_it() {
    let project = crate::project::gazette();
    fs::create_dir(project.path("public")).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o644);
    let pipe = project.path("public/rss.xml");
    rustix::fs::mknodat(rustix::fs::CWD, pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    project.build();
    assert!(fs::symlink_metadata(project.path("public/rss.xml")).unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn a_link_at_the_place_of_the_state_is_not_written_through() {
    use std::os::unix::fs::symlink;
    let project = crate::project::gazette();
    let outside = project.beside("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("file"), "not ours").unwrap();
    symlink(&outside, project.path(".feedmill")).unwrap();
    let run = project.build();
    assert!(run.stderr.contains("its folder is a link"), "{}", run.stderr);
    assert_eq!(tree(&outside).len(), 1);

    fs::remove_file(project.path(".feedmill")).unwrap();
    fs::create_dir(project.path(".feedmill")).unwrap();
    for name in ["state", "state.new", ".gitignore"] {
        symlink(outside.join("file"), project.path(".feedmill").join(name)).unwrap();
    }
    project.build();
    assert_eq!(fs::read_to_string(outside.join("file")).unwrap(), "not ours");
    let again = project.build();
    assert!(!again.stderr.contains(".feedmill"), "{}", again.stderr);
}

#[test]
fn what_is_remembered_is_neither_served_nor_spread_over_the_project() {
    for state in ["public", "public/state", "./public/../public/a/b", ".", "..", "./"] {
        let configuration = format!("{SITE}output:\n  state: {state}\n");
        let record = article("One", "2020-01-01", "Sky");
        let project = Project::new(&[("feedmill.yaml", &configuration), ("a.md", &record)]);
        let before = tree(&project.root());
        let run = project.run(&["build"]);
        assert_eq!(run.code, 2, "{state}: {}", run.stderr);
        assert!(run.stderr.contains("output.state"), "{state}: {}", run.stderr);
        assert_eq!(tree(&project.root()), before, "{state}");
    }
    // A destination that is named by a flag and is not there yet is no other.
    let configuration = format!("{SITE}output:\n  state: out/state\n");
    let record = article("One", "2020-01-01", "Sky");
    let project = Project::new(&[("feedmill.yaml", &configuration), ("a.md", &record)]);
    for _ in 0..2 {
        project.run(&["build", "-d", "out"]).ended(2);
        assert!(!project.path("out").exists());
    }
}

const CANARY: &str = "CANARY-0451";

fn assert_no_canary(what: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    assert!(!text.contains(CANARY), "{what} holds what is secured: {text}");
}

#[test]
fn no_configuration_can_make_secured_a_field() {
    let fields =
        "input:\n  fields: {summary: [secured], title: [secured], content: [secured], topics: [secured]}\n";
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}{fields}"))]);
    project.write("a.md", format!("---\ndate: 2020-01-01\nsecured: {CANARY}\n---\n"));
    let run = project.run(&["build"]);
    assert_no_canary("standard error", run.stderr.as_bytes());
    for (path, bytes) in project.public() {
        assert_no_canary(&path, &bytes);
    }
}

#[test]
fn messages_quote_nothing_that_a_record_holds() {
    let project = Project::with_articles(&[("good.md", &article("Good", "2020-01-01", "x"))]);
    let keys = [
        "date", "updated", "draft", "link", "via", "quality", "heat", "lang", "image", "enclosure",
        "related", "id", "author", "provider", "topics", "title", "permalink", "featuredContent",
    ];
    for key in keys {
        for value in
            [CANARY, "{CANARY-0451: 1}", "[[CANARY-0451]]", "ftp://CANARY-0451/", "\"CANARY-0451\\u0007\""]
        {
            let date = if key == "date" { "" } else { "date: 2020-01-01\n" };
            let name = value.len();
            project.write(format!("{key}-{name}.md"), format!("---\n{date}{key}: {value}\n---\n"));
        }
    }
    let run = project.run(&["build", "-v"]).ended(1);
    assert!(run.stderr.lines().count() > 50, "{}", run.stderr);
    assert_no_canary("standard error", run.stderr.as_bytes());
}
