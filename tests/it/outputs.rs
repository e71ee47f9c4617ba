//! Where reports, documents and the state may go: never in the place of what somebody else has written.

use std::fs;

use crate::project::{Project, article, gazette, paths, tree};

const FEED: &str = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"items\": []}";

#[cfg(unix)]
#[test]
fn a_report_goes_to_no_place_that_the_build_reads_or_writes() {
    use std::os::unix::fs::symlink;
    for is_built in [false, true] {
        let project = gazette();
        project.write("notes.txt", "mine");
        project.write("data.json", "{\"version\": 4, \"terraform_version\": \"1\"}");
        symlink("public/rss.xml", project.path("link.json")).unwrap();
        symlink("public", project.path("folder")).unwrap();
        symlink("link.json", project.path("links.json")).unwrap();
        fs::hard_link(project.path("feedmill.yaml"), project.path("hard.json")).unwrap();
        fs::hard_link(project.path("a.md"), project.path("record.json")).unwrap();
        if is_built {
            project.build();
        }
        let before = tree(&project.root());
        for report in [
            "public/rss.xml", "public/RSS.xml", "./public/../public/atom.xml", "public/topics/sky/rss.xml",
            "public/topics/new/feed.json", "public/extra/best/rss.xml", "folder/rss.xml", "link.json",
            "links.json", "hard.json", "record.json", "notes.txt", "data.json", "feedmill.yaml", "a.md",
            "new.md", "public/new.html", "_config.yml", "_data/topics/new.yaml", "feedmill.pins",
            "FEEDMILL.PINS", ".feedmill/state", ".feedmill/new", "public/topics/../rss.xml",
        ] {
            for flags in [&[][..], &["--force", "--allow-shrink", "--adopt-destination"], &["-n"]] {
                let run = project.run(&[&["build", "-q", "--report", report], flags].concat()).refused(2);
                assert!(run.stderr.contains("--report names a"), "{report}: {}", run.stderr);
                assert!(tree(&project.root()) == before, "{report}");
            }
        }
    }
}

#[test]
fn a_report_replaces_a_report_and_what_is_empty() {
    let project = gazette();
    project.write("empty.json", "");
    for report in ["report.json", "report.json", "empty.json", "public/report.json", "/dev/null"] {
        project.run(&["build", "--report", report]).ended(0);
    }
    let tidied = project.read("report.json").replace(['\n', ' '], "");
    project.write("report.json", &tidied);
    project.run(&["build", "--report", "report.json"]).ended(0);
    assert_ne!(project.read("report.json"), tidied);
    project.write("old.json", FEED);
    project.run(&["diff", "old.json", "public/feed.json", "--report", "report.json"]).ended(0);
    project.run(&["convert", "old.json", "-t", "rss", "-o", "new.xml", "--report", "report.json"]).ended(0);
    project.run(&["diff", "old.json", "public/feed.json", "--report", "public/feed.json"]).ended(2);
    assert!(project.read("public/feed.json").contains("jsonfeed"));
}

#[test]
fn a_document_replaces_feeds_alone_unless_a_flag_says_otherwise() {
    let project = gazette();
    project.write("in.json", FEED);
    project.write("notes.txt", "mine");
    project.write("data.json", "{\"mine\": 1}");
    project.build();
    let before = tree(&project.root());
    for to in ["rss", "article"] {
        for output in ["notes.txt", "data.json", "a.md", "feedmill.yaml", ".feedmill/state"] {
            if to == "article" && !output.ends_with(".md") {
                continue;
            }
            let run = project.run(&["convert", "public/feed.json", "-t", to, "--limit", "1", "-o", output]);
            let run = run.refused(2);
            assert!(run.stderr.contains("use --overwrite"), "{output}: {}", run.stderr);
        }
    }
    for report in ["in.json", "out.xml", "./out.xml", "public/rss.xml", "notes.txt", "a.md"] {
        project.run(&["convert", "in.json", "-t", "rss", "-o", "out.xml", "--report", report]).refused(2);
    }
    let into = ["convert", "public/feed.json", "-t", "article", "-o", "out", "--report", "out/new.md"];
    project.run(&into).refused(2);
    assert!(tree(&project.root()) == before);
    for (output, more) in [("out.xml", None), ("out.xml", None), ("notes.txt", Some("--overwrite"))] {
        let arguments = ["convert", "in.json", "-t", "rss", "-o", output];
        project.run(&[&arguments[..], more.as_slice()].concat()).ended(0);
        assert!(project.read(output).contains("<rss"), "{output}");
    }
    let one = ["convert", "public/feed.json", "-t", "article", "--limit", "1", "-o", "one.md"];
    project.run(&one).ended(0);
    project.run(&[&one[..], &["--title", "Other"]].concat()).ended(0);
}

#[cfg(unix)]
#[test]
fn nothing_is_appended_to_an_input_that_is_open() {
    let project = Project::new(&[("in.json", FEED)]);
    for flags in [["-o", "/dev/stdin"], ["--report", "/dev/stdin"]] {
        let input = fs::File::open(project.path("in.json")).unwrap();
        let mut command = project.command();
        command.args(["convert", "-t", "rss"]).args(flags).stdin(input);
        crate::project::run(&mut command).ended(2);
        assert_eq!(project.read("in.json"), FEED);
    }
}

#[test]
fn a_state_takes_no_folder_with_a_file_of_that_name() {
    let project = gazette();
    project.write("notes/state", "of the art");
    let config = project.read("feedmill.yaml");
    project.write("feedmill.yaml", format!("{config}output: {{state: notes}}\n"));
    let run = project.run(&["build"]).ended(2);
    assert!(run.stderr.contains("output.state"), "{}", run.stderr);
    assert_eq!(project.read("notes/state"), "of the art");
    assert_eq!(paths(&tree(&project.path("notes"))), ["state"]);
    project.write("feedmill.yaml", config);
    project.build();
    project.write("a.md", article("Changed", "2020-11-18", "Sky"));
    project.write(".feedmill/state", "what others have put there");
    project.build();
}
