//! Where the result goes: standard output alone, or a file that is there as a whole, old or new.

use std::fs;
use std::io::Read;
use std::process::Stdio;

use super::{document, json, json_feed, rss, rss_item, run_with_input};
use crate::project::{Project, paths, tree};

#[test]
fn the_ending_of_the_output_names_its_format() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    for (name, format) in [
        ("out.rss", "rss"),
        ("out.atom", "atom"),
        ("out.json", "json"),
        ("OUT.JSON", "json"),
        ("rss.xml", "rss"),
        ("my-atom-feed.xml", "atom"),
    ] {
        let run = project.run(&["convert", "in.xml", "-o", name]);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{name}: {}", run.stderr);
        assert_eq!(project.read(name), document(rss_item(""), format), "{name}");
    }
}

#[test]
fn the_flag_counts_more_than_the_ending() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    assert_eq!(project.run(&["convert", "in.xml", "-o", "out.json", "-t", "atom"]).code, 0);
    assert_eq!(project.read("out.json"), document(rss_item(""), "atom"));
}

#[test]
fn an_output_whose_format_nothing_tells_is_a_usage_error() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    for arguments in [
        &["convert", "in.xml"][..],
        &["convert", "in.xml", "-o", "out.xml"],
        &["convert", "in.xml", "-o", "out.html"],
    ] {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("--to"), "{}", run.stderr);
    }
    assert_eq!(paths(&tree(&project.root())), ["in.xml"]);
}

#[test]
fn a_dash_is_standard_output() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    let run = project.run(&["convert", "in.xml", "-t", "json", "-o", "-"]);
    assert_eq!((run.code, run.stdout), (0, document(rss_item(""), "json")));
    assert_eq!(paths(&tree(&project.root())), ["in.xml"]);
}

#[test]
fn an_output_that_is_there_is_replaced_as_a_whole() {
    let old = json_feed(&"{\"id\": \"1\"},".repeat(10_000));
    let project = Project::new(&[("in.xml", &rss_item("")), ("out.json", &old)]);
    assert_eq!(project.run(&["convert", "in.xml", "-o", "out.json"]).code, 0);
    assert_eq!(project.read("out.json"), document(rss_item(""), "json"));
    assert_eq!(paths(&tree(&project.root())), ["in.xml", "out.json"], "nothing else is left behind");
}

#[test]
fn an_output_that_is_there_stays_as_it_is_where_nothing_is_written() {
    let losing = rss("<ttl>5</ttl>");
    let old = json_feed("");
    let project = Project::new(&[("bad.xml", "<rss><channel>"), ("losing.xml", &losing), ("out.json", &old)]);
    for arguments in [
        &["convert", "bad.xml", "-o", "out.json"][..],
        &["convert", "missing.xml", "-o", "out.json"],
        &["convert", "losing.xml", "-o", "out.json", "--strict"],
    ] {
        let run = project.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{arguments:?}: {}", run.stderr);
        assert_eq!(project.read("out.json"), old, "{arguments:?}");
    }
    assert_eq!(paths(&tree(&project.root())), ["bad.xml", "losing.xml", "out.json"]);
}

#[test]
fn an_input_can_be_its_own_output() {
    let project = Project::new(&[("feed.json", &json_feed("{\"id\": \"1\", \"content_text\": \"a\"}"))]);
    assert_eq!(project.run(&["convert", "feed.json", "-o", "feed.json"]).code, 0);
    assert_eq!(json(project.read("feed.json"))["items"][0]["content_text"], "a");
}

#[test]
fn an_output_in_a_folder_that_is_not_there_is_an_output_error() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    let run = project.run(&["convert", "in.xml", "-o", "nowhere/out.json"]).refused(4);
    assert!(run.stderr.contains("nowhere/out.json"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_keeps_leading_where_it_leads() {
    let project = Project::new(&[("in.xml", &rss_item("")), ("real/feed.json", "")]);
    std::os::unix::fs::symlink("real/feed.json", project.path("out.json")).unwrap();
    assert_eq!(project.run(&["convert", "in.xml", "-o", "out.json"]).code, 0);
    assert!(fs::symlink_metadata(project.path("out.json")).unwrap().file_type().is_symlink());
    assert_eq!(project.read("real/feed.json"), document(rss_item(""), "json"));
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_mode_and_a_new_one_is_like_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&[("in.xml", &rss_item("")), ("plain.txt", "")]);
    let mode = |name: &str| fs::metadata(project.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(project.run(&["convert", "in.xml", "-o", "new.json"]).code, 0);
    assert_eq!(mode("new.json"), mode("plain.txt"));
}

#[cfg(unix)]
#[test]
fn an_output_of_the_same_content_stays_as_it_is_and_another_is_of_a_later_second() {
    use std::os::unix::fs::MetadataExt;
    let project = Project::new(&[]);
    let convert = |title: &str| {
        project.write("in.xml", rss_item(&format!("<description>{title}</description>")));
        assert_eq!(project.run(&["convert", "in.xml", "-o", "out.json"]).code, 0);
        let metadata = fs::metadata(project.path("out.json")).unwrap();
        (metadata.ino(), metadata.mtime())
    };
    let mut before = convert("One");
    for title in ["Two", "Six", "Ten"] {
        let after = convert(title);
        assert!(after.1 > before.1, "{title}: {after:?} after {before:?}");
        assert_eq!(convert(title), after, "{title} again");
        before = after;
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_panic() {
    let items: String = (0..3000)
        .map(|n| format!("<item><title>{n}</title><link>https://example.org/{n}</link></item>"))
        .collect();
    let project = Project::new(&[("in.xml", &rss(&items))]);
    for (format, further) in [("rss", &[][..]), ("json", &["-q"][..])] {
        let mut command = project.command();
        command.args(["convert", "in.xml", "-t", format]).args(further);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 16];
        let mut pipe = child.stdout.take().unwrap();
        pipe.read_exact(&mut first).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("panicked") && !said.contains("os error"), "{format}: {said}");
        assert!(
            output.status.code().is_some_and(|code| code == 0 || code == 4),
            "{format}: {:?}",
            output.status
        );
    }
}

#[test]
fn nothing_but_the_document_goes_to_standard_output() {
    let project = Project::new(&[]);
    let input = rss_item("<pubDate>never</pubDate><unknown/>&nbsp;");
    let run = run_with_input(&project, &["convert", "-t", "json"], input.as_bytes());
    assert!(run.stdout.starts_with("{\n") && run.stdout.ends_with("}\n"), "{}", run.stdout);
    serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
    assert!(run.stderr.lines().count() > 3, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn articles_go_into_their_folder_and_through_no_link_in_it() {
    let project = Project::new(&[("in.xml", &rss_item("<title>One</title>")), ("elsewhere.txt", "not ours")]);
    assert_eq!(project.run(&["convert", "in.xml", "-t", "article", "-o", "whole"]).code, 0);
    let whole = tree(&project.path("whole"));
    let name = whole.keys().find(|path| path.ends_with(".md")).unwrap();
    fs::create_dir_all(project.path("out").join(name).parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(project.path("elsewhere.txt"), project.path("out").join(name)).unwrap();
    project.run(&["convert", "in.xml", "-t", "article", "-o", "out"]).ended(2);
    project.run(&["convert", "in.xml", "-t", "article", "-o", "out", "--overwrite"]).ended(0);
    assert_eq!(project.read("elsewhere.txt"), "not ours");
    assert_eq!(tree(&project.path("out")), whole);
}

#[cfg(unix)]
#[test]
fn many_articles_replace_those_that_are_there_and_stay_as_private() {
    use std::os::unix::fs::PermissionsExt;
    let feed = |word: &str| {
        let item = |number: usize| {
            format!(
                "<item><title>{number}</title><link>https://example.org/{number}</link>\
                 <description>{word}</description></item>"
            )
        };
        rss(&(0..600).map(item).collect::<String>())
    };
    let project = Project::new(&[("old.xml", &feed("Old")), ("new.xml", &feed("New"))]);
    assert_eq!(project.run(&["convert", "new.xml", "-q", "-t", "article", "-o", "whole"]).code, 0);
    let whole = tree(&project.path("whole"));
    assert_eq!(whole.len(), 601);
    assert_eq!(project.run(&["convert", "old.xml", "-q", "-t", "article", "-o", "out"]).code, 0);
    let private = project.path("out/7.md");
    fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
    project.run(&["convert", "new.xml", "-q", "-t", "article", "-o", "out", "--overwrite"]).ended(0);
    assert_eq!(tree(&project.path("out")), whole);
    assert_eq!(fs::metadata(private).unwrap().permissions().mode() & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_not_replaced() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    use crate::executable::copy_of;
    let project = Project::new(&[("in.xml", &rss_item("<title>One</title>"))]);
    let arguments = ["convert", "in.xml", "-t", "article", "-o", "out", "-q"];
    assert_eq!(project.run(&arguments).code, 0);
    let name = tree(&project.path("out")).into_keys().find(|path| path.ends_with(".md")).unwrap();
    let article = project.path("out").join(name);
    fs::write(&article, "old").unwrap();
    let mut command = project.command();
    if fs::metadata(&article).unwrap().uid() == 0 {
        // Nothing is unreadable to root.
        let nobody = 65_534;
        let program = copy_of(env!("CARGO_BIN_EXE_feedmill"), &project.beside(""));
        fs::set_permissions(project.beside(""), fs::Permissions::from_mode(0o755)).unwrap();
        for path in [&project.path("out"), &article] {
            std::os::unix::fs::chown(path, Some(nobody), Some(nobody)).unwrap();
        }
        command = std::process::Command::new(program);
        command.current_dir(project.root()).uid(nobody).gid(nobody);
    }
    fs::set_permissions(&article, fs::Permissions::from_mode(0o000)).unwrap();
    let run = crate::project::run(command.args(arguments));
    fs::set_permissions(&article, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(run.stderr.contains(".md: cannot be compared: Permission denied"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(article).unwrap(), "old");
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_process_has_open_is_appended_to() {
    let project = Project::new(&[("in.xml", &rss_item(""))]);
    let log = project.path("log");
    for path in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"] {
        let _ = std::os::unix::fs::symlink("/dev/stdout", project.path("link"));
        fs::write(&log, "before\n").unwrap();
        let open = fs::File::options().append(true).open(&log).unwrap();
        let mut command = project.command();
        command.args(["convert", "in.xml", "-q", "-t", "json", "-o", path]).stdout(open);
        assert!(command.status().unwrap().success(), "{path}");
        let expected = format!("before\n{}", document(rss_item(""), "json"));
        assert_eq!(fs::read_to_string(&log).unwrap(), expected, "{path}");
    }
    let open = fs::File::create(&log).unwrap();
    fs::remove_file(&log).unwrap();
    let mut command = project.command();
    command.args(["convert", "in.xml", "-q", "-t", "json", "-o", "/dev/stdout"]).stdout(open);
    assert!(command.status().unwrap().success(), "a file without a name is one, too");
    assert!(!log.exists());
}

#[cfg(unix)]
#[test]
fn a_replaced_file_takes_nobodys_rights_with_it() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(&[("in.xml", &rss_item("")), ("out.json", "")]);
    let out = project.path("out.json");
    fs::set_permissions(&out, fs::Permissions::from_mode(0o6750)).unwrap();
    assert_eq!(project.run(&["convert", "in.xml", "-o", "out.json"]).code, 0);
    assert_eq!(fs::metadata(out).unwrap().permissions().mode() & 0o7777, 0o750);
}

#[test]
fn articles_take_away_what_a_run_has_left_that_was_ended() {
    let project = Project::new(&[("in.xml", &rss_item("<title>One</title>"))]);
    for name in [".feedmill-0123456789abcdef", ".feedmill-0123456789abcdef-part", ".feedmill-notes"] {
        project.write(format!("out/{name}"), "left");
    }
    assert_eq!(project.run(&["convert", "in.xml", "-t", "article", "-o", "out"]).code, 0);
    let out = tree(&project.path("out"));
    let hidden: Vec<&str> = paths(&out).into_iter().filter(|path| path.starts_with('.')).collect();
    assert_eq!(hidden, [".feedmill-notes"]);
}
