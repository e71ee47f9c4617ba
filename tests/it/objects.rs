//! Destinations in an object store: the same feeds as in a folder, by the same rules, whatever the store does.
//!
//! The store is a server of our own on loopback, and a folder by way of `file:///`; two servers that others have made are asked where
//! they are installed (`moto_server`, `s3s-fs`).

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread::sleep;
use std::time::Duration;

use crate::bucket::{Bucket, Fate, Request, SECRET, Speech};
use crate::executable::copy_of;
use crate::hub::{Hub, TAKEN};
use crate::project::{PRESENT, Project, Run, Tree, run, tree};

/// A configuration that publishes into a bucket.
fn site(more: &str) -> String {
    format!(
        "site: {{title: The Example Gazette, url: 'https://example.org/'}}\ninput: {{permalink: '/:title/'}}\n\
         output: {{url: 's3://news/feeds', timeout: 2s, takeover: 1s{more}}}\n"
    )
}

fn article(day: usize, title: &str, topics: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2020-11-{day:02}\ntopics: [{topics}]\n---\nText of {title}.\n")
}

fn gazette(config: &str) -> Project {
    let project = Project::new(&[("feedmill.yaml", config)]);
    for (day, name, topics) in [(11, "ferry", "river"), (12, "weir", "river, mill"), (13, "film", "mill")] {
        project.write(format!("{name}.md"), article(day, name, topics));
    }
    project
}

fn build(project: &Project, bucket: &Bucket, arguments: &[&str]) -> Run {
    let run = run(bucket.give_to(project.command().arg("build")).args(arguments));
    assert!(!run.stderr.contains(SECRET) && !run.stderr.contains("AKEXAMPLE"), "{}", run.stderr);
    run
}

/// The feeds that a folder holds after the same articles.
fn expected(project: &Project, arguments: &[&str]) -> Tree {
    let place = project.beside("expected");
    let mut command = project.command();
    run(command.arg("build").arg("-q").arg("-d").arg(&place).args(arguments)).ended(0);
    tree(&place)
}

/// Edits that a destination goes through, each with what the build is told.
type Step = (&'static [&'static str], fn(&Project));

const STEPS: [Step; 8] = [
    (&["-n"], |_| ()),
    (&[], |_| ()),
    (&["--check"], |_| ()),
    (&["-v"], |project| project.write("ferry.md", article(11, "ferry", "river").replace("Text", "More"))),
    (&["-n", "-v"], |project| fs::remove_file(project.path("film.md")).unwrap()),
    (&[], |project| project.write("weir.md", article(12, "weir", "river"))),
    (&["--prune"], |_| ()),
    (&[], |project| {
        for name in ["ferry", "weir"] {
            fs::remove_file(project.path(format!("{name}.md"))).unwrap();
        }
    }),
];

/// What a run says, without the times that it took.
fn said(run: Run) -> (i32, String, String) {
    let lines = run.stderr.lines().filter(|line| !line.contains(" opened, "));
    (run.code, run.stdout, lines.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_store_holds_what_a_folder_holds_and_its_runs_say_the_same() {
    assert_as_a_folder(&Bucket::new(), &site(""));
}

#[test]
fn a_bucket_of_google_holds_what_a_folder_holds_and_its_runs_say_the_same() {
    let bucket = Bucket::speaking(Speech::Google);
    assert_as_a_folder(&bucket, &site("").replace("s3://", "gs://"));
    // No object was written that another program could have changed since it was seen.
    let puts: Vec<Request> =
        bucket.requests().into_iter().filter(|request| request.method == "PUT").collect();
    let is_bound = |put: &&Request| put.headers.contains_key("x-goog-if-generation-match");
    let unbound: Vec<&str> = puts.iter().filter(|put| !is_bound(put)).map(|put| put.key.as_str()).collect();
    assert!(puts.len() > 20 && unbound.iter().all(|key| !key.starts_with("feeds/")), "{unbound:?}");
}

/// Holds that a bucket goes through all steps as a folder does.
fn assert_as_a_folder(bucket: &Bucket, config: &str) {
    let (here, there, as_folder) = (gazette(""), gazette(config), gazette(""));
    let folder = as_folder.beside("feeds");
    let [disk, store] = [String::new(), format!("output: {{url: 'file://{}'}}\n", folder.display())].map(|output| {
        format!(
            "site: {{title: The Example Gazette, url: 'https://example.org/'}}\ninput: {{permalink: '/:title/'}}\n{output}"
        )
    });
    here.write("feedmill.yaml", disk);
    as_folder.write("feedmill.yaml", store);
    for (position, (arguments, edit)) in STEPS.into_iter().enumerate() {
        for project in [&here, &there, &as_folder] {
            edit(project);
        }
        let command = |project: &Project| run(project.command().arg("build").args(arguments));
        let (wanted, found, other) =
            (said(command(&here)), build(&there, bucket, arguments), command(&as_folder));
        for found in [said(found), said(other)] {
            let root =
                |text: &str| text.replace(&*there.root().to_string_lossy(), &here.root().to_string_lossy());
            assert_eq!(
                (found.0, root(&found.1)),
                (wanted.0, wanted.1.clone()),
                "step {position}: {}",
                found.2
            );
            assert_eq!(root(&found.2), wanted.2, "step {position}");
        }
        assert_eq!(bucket.feeds(), here.public(), "step {position}");
        let of_folder = if folder.exists() { tree(&folder) } else { Tree::new() };
        assert_eq!(of_folder, here.public(), "step {position}");
    }
}

/// The shards that feeds are divided into.
const SHARDS: [&str; 3] = ["1/3", "2/3", "3/3"];

#[test]
fn shards_into_a_store_make_what_one_run_makes() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    for shard in SHARDS {
        build(&project, &bucket, &["--shard", shard]).ended(0);
    }
    assert_eq!(bucket.feeds(), expected(&project, &[]));
    bucket.requests();
    for shard in SHARDS {
        build(&project, &bucket, &["--shard", shard]).ended(0);
    }
    assert!(!bucket.requests().iter().any(is_put_of_feed));
    project.write("new.md", article(14, "new", "mill, lock"));
    fs::remove_file(project.path("film.md")).unwrap();
    let at_once = SHARDS.map(|shard| {
        let mut command = project.command();
        bucket.give_to(command.args(["build", "--shard", shard]));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    at_once.into_iter().for_each(|shard| drop(ended(shard).ended(0)));
    assert_eq!(bucket.feeds(), expected(&project, &[]));
    build(&project, &bucket, &["--check"]).ended(0);
}

#[test]
fn shards_into_a_folder_by_way_of_a_url_make_what_one_run_makes() {
    let project = gazette("");
    let folder = project.beside("feeds");
    let output = format!("output: {{url: 'file://{}'}}\n", folder.display());
    project.write(
        "feedmill.yaml",
        format!(
            "site: {{title: The Example Gazette, url: 'https://example.org/'}}\ninput: {{permalink: '/:title/'}}\n{output}"
        ),
    );
    for edit in [|_: &Project| (), |project: &Project| project.write("new.md", article(14, "new", "mill"))] {
        edit(&project);
        for shard in SHARDS {
            project.run(&["build", "--shard", shard]).ended(0);
        }
        assert_eq!(tree(&folder), expected(&project, &[]));
    }
}

#[test]
fn only_what_has_changed_is_put() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    bucket.requests();
    let puts = || {
        let puts = bucket.requests().into_iter().filter(|request| request.method == "PUT");
        puts.filter_map(|request| Some(request.key.strip_prefix("feeds/")?.to_owned())).collect::<Vec<_>>()
    };
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(puts(), Vec::<String>::new());
    project.write("new.md", article(14, "new", "mill"));
    build(&project, &bucket, &[]).ended(0);
    let mut put = puts();
    put.sort();
    let files = ["atom.xml", "feed.json", "rss.xml"];
    let mill = files.map(|file| format!("topics/mill/{file}"));
    assert_eq!(put, files.map(str::to_owned).into_iter().chain(mill).collect::<Vec<_>>());
}

#[test]
fn every_object_has_its_type_and_how_long_it_may_be_kept_and_twins_are_the_same_compressed() {
    let (project, bucket) = (gazette(&site(", precompressed: [gzip]")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let objects = bucket.objects();
    let feeds = expected(&project, &[]);
    for (path, bytes) in &feeds {
        let object = &objects[&format!("feeds/{path}")];
        let kind = match path.rsplit('/').next().unwrap() {
            "rss.xml" => "application/rss+xml",
            "atom.xml" => "application/atom+xml",
            _ => "application/feed+json",
        };
        let own = [
            ("cache-control", "max-age=3600".to_owned()),
            ("content-type", format!("{kind}; charset=utf-8")),
        ];
        let mut own = BTreeMap::from(own.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!((&object.bytes, &object.headers), (bytes, &own), "{path}");
        let twin = &objects[&format!("feeds/{path}.gz")];
        own.insert("content-encoding".to_owned(), "gzip".to_owned());
        assert_eq!((unpacked(&twin.bytes), &twin.headers), (bytes.clone(), &own), "{path}");
    }
    // Twins that are missing, or not wanted any more.
    bucket.change(|objects| objects.retain(|key, _| key != "feeds/rss.xml.gz"));
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(unpacked(&bucket.objects()["feeds/rss.xml.gz"].bytes), feeds["rss.xml"]);
    project.write("feedmill.yaml", site(""));
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(bucket.feeds(), feeds);
}

#[test]
fn pages_in_a_store_have_their_types_lead_to_files_and_go_when_they_are_not_asked_for() {
    let (project, bucket) = (gazette(&site(", pages: true")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let objects = bucket.objects();
    for (path, kind) in [
        ("index.html", "text/html"),
        ("topics/mill/index.html", "text/html"),
        ("feedmill.css", "text/css"),
        ("feeds.opml", "text/x-opml"),
    ] {
        let object = &objects[&format!("feeds/{path}")];
        assert_eq!(object.headers["content-type"], format!("{kind}; charset=utf-8"), "{path}");
    }
    let top = String::from_utf8(objects["feeds/index.html"].bytes.clone()).unwrap();
    assert!(top.contains("href=\"topics/mill/index.html\""), "{top}");
    let again = build(&project, &bucket, &[]).ended(0);
    assert!(again.summary().contains(" 0 feeds changed, "), "{}", again.stderr);
    project.write("feedmill.yaml", site(""));
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new("gzip").arg("-dc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, bytes).unwrap();
    drop(input);
    child.wait_with_output().unwrap().stdout
}

#[test]
fn a_twin_of_a_feed_that_a_dead_run_was_about_to_put_is_made_again() {
    let (project, bucket) = (gazette(&site(", precompressed: [gzip]")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let text = project.read("ferry.md");
    project.write("ferry.md", text.replace("Text", "Withdrawn text"));
    // Nothing but twins gets through, and the run cannot even say that it has ended.
    bucket.set(|request| match request.key.ends_with(".gz") || request.method != "PUT" {
        false if request.key.starts_with("feeds/") => Fate::Refused(403, "AccessDenied"),
        _ => Fate::Answered,
    });
    build(&project, &bucket, &[]).ended(4);
    bucket.mend();
    project.write("ferry.md", text);
    build(&project, &bucket, &[]).ended(0);
    let objects = bucket.objects();
    for (path, bytes) in expected(&project, &[]) {
        assert_eq!(unpacked(&objects[&format!("feeds/{path}.gz")].bytes), bytes, "{path}");
    }
}

fn started(project: &Project, bucket: &Bucket) -> Child {
    let mut command = project.command();
    bucket.give_to(command.arg("build")).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn ended(child: Child) -> Run {
    Run::of(child.wait_with_output().unwrap())
}

#[test]
fn of_two_runs_at_once_one_wins_and_the_other_changes_nothing() {
    assert_one_wins(&Bucket::new(), &site(""));
}

#[test]
fn of_two_runs_at_once_into_a_bucket_of_google_one_wins_and_the_other_changes_nothing() {
    assert_one_wins(&Bucket::speaking(Speech::Google), &site("").replace("s3://", "gs://"));
}

fn assert_one_wins(bucket: &Bucket, config: &str) {
    let project = gazette(&config.replace("2s", "60s"));
    build(&project, bucket, &[]).ended(0);
    project.write("new.md", article(14, "new", "mill"));
    let (say, hear) = channel();
    bucket.set(move |request| match is_put_of_feed(request) {
        true => {
            say.send(()).unwrap();
            Fate::Late(Duration::from_secs(6))
        }
        false => Fate::Answered,
    });
    let first = started(&project, bucket);
    hear.recv().unwrap();
    let second = build(&project, bucket, &[]).ended(75);
    assert!(second.stderr.contains("another run is under way"), "{}", second.stderr);
    ended(first).ended(0);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

#[test]
fn the_place_of_a_run_that_was_killed_is_taken_and_what_it_left_is_mended() {
    assert_is_mended(&Bucket::new(), &site(""));
}

#[test]
fn the_place_of_a_run_into_a_bucket_of_google_that_was_killed_is_taken_and_what_it_left_is_mended() {
    assert_is_mended(&Bucket::speaking(Speech::Google), &site("").replace("s3://", "gs://"));
}

fn assert_is_mended(bucket: &Bucket, config: &str) {
    let project = gazette(config);
    build(&project, bucket, &[]).ended(0);
    project.write("new.md", article(14, "new", "mill"));
    let (say, hear) = channel();
    let mut count = 0;
    bucket.set(move |request| match request.method == "PUT" && request.key.starts_with("feeds/") {
        true => {
            count += 1;
            say.send(count).unwrap();
            if count > 2 { Fate::Late(Duration::from_secs(5)) } else { Fate::Answered }
        }
        false => Fate::Answered,
    });
    let mut first = started(&project, bucket);
    while hear.recv().unwrap() < 4 {}
    first.kill().unwrap();
    first.wait().unwrap();
    bucket.mend();
    build(&project, bucket, &[]).ended(0);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
    assert!(!bucket.objects().contains_key(".feedmill/feeds/changes"));
}

#[test]
fn a_run_that_was_thought_dead_ends_with_75_and_leaves_the_work_of_the_other() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    project.write("ferry.md", article(11, "ferry", "river").replace("Text", "Older text"));
    let ((say, hear), (release, held)) = (channel(), channel::<()>());
    bucket.set(move |request| {
        if request.method == "PUT" && request.key == ".feedmill/feeds/changes" {
            say.send(()).unwrap();
            // It gets no answer before it has been stopped.
            let _ = held.recv();
        }
        Fate::Answered
    });
    let first = started(&project, &bucket);
    hear.recv().unwrap();
    let number = first.id().to_string();
    let signal = |name: &str| assert!(Command::new("kill").args([name, &number]).status().unwrap().success());
    signal("-STOP");
    drop(release);
    project.write("ferry.md", article(11, "ferry", "river").replace("Text", "Newer text"));
    build(&project, &bucket, &[]).ended(0);
    signal("-CONT");
    ended(first).ended(75);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

fn is_put_of_feed(request: &Request) -> bool {
    request.method == "PUT" && request.key.starts_with("feeds/")
}

#[test]
fn whatever_a_store_answers_objects_are_whole_the_message_is_clear_and_the_next_run_goes_on() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let (old, objects) = (bucket.feeds(), bucket.objects());
    project.write("new.md", article(14, "new", "mill"));
    let new = expected(&project, &[]);
    let cases: [(Fate, &str); 7] = [
        (Fate::Refused(503, "SlowDown"), "the store is not available (503, SlowDown)"),
        (Fate::Refused(429, "TooManyRequests"), "asked too often (429, TooManyRequests)"),
        (
            Fate::Refused(403, "ExpiredToken"),
            "refuses the credentials of the environment (403, ExpiredToken)",
        ),
        (Fate::Refused(403, "RequestTimeTooSkewed"), "(403, RequestTimeTooSkewed)"),
        (Fate::Refused(412, "PreconditionFailed"), "another program has changed it"),
        (Fate::Stalled(Duration::from_secs(4)), "does not answer"),
        (Fate::CutUpload(100), "broke"),
    ];
    for (fate, message) in cases {
        for first in [0, 2] {
            bucket.restore(&objects);
            let mut count = 0;
            bucket.set(move |request| {
                count += usize::from(is_put_of_feed(request));
                if is_put_of_feed(request) && count > first { fate } else { Fate::Answered }
            });
            let run = build(&project, &bucket, &[]).ended(4);
            assert!(run.stderr.contains(message), "{fate:?}: {}", run.stderr);
            bucket.mend();
            // What was cut may still be on its way.
            for (path, bytes) in bucket.feeds() {
                assert!(old.get(&path) == Some(&bytes) || new.get(&path) == Some(&bytes), "{fate:?}: {path}");
            }
            build(&project, &bucket, &[]).ended(0);
            assert_eq!(bucket.feeds(), new, "{fate:?}");
        }
    }
}

#[test]
fn wherever_a_connection_breaks_once_the_run_ends_well() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let objects = bucket.objects();
    project.write("new.md", article(14, "new", "mill"));
    let new = expected(&project, &[]);
    bucket.requests();
    build(&project, &bucket, &[]).ended(0);
    let requests = bucket.requests().len();
    for number in 0..requests {
        for fate in [
            Fate::CutAnswer(0),
            Fate::CutAnswer(40),
            Fate::CutUpload(0),
            Fate::CutUpload(300),
            Fate::Refused(503, ""),
        ] {
            bucket.restore(&objects);
            bucket.requests();
            bucket.set(move |request| if request.number == number { fate } else { Fate::Answered });
            let run = build(&project, &bucket, &[]);
            assert_eq!(run.code, 0, "{number}, {fate:?}: {}", run.stderr);
            assert_eq!(bucket.feeds(), new, "{number}, {fate:?}");
        }
    }
}

#[test]
fn a_store_that_cannot_be_asked_ends_the_run_before_anything_is_done() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    for (fate, message) in [
        (Fate::Refused(404, "NoSuchBucket"), "no such bucket"),
        (Fate::Refused(403, "InvalidAccessKeyId"), "refuses the credentials"),
        (Fate::Refused(301, "PermanentRedirect"), ""),
    ] {
        bucket.set(move |_| fate);
        let run = build(&project, &bucket, &[]).ended(4);
        assert!(
            run.stderr.contains(message) && run.stderr.contains("nothing is published"),
            "{}",
            run.stderr
        );
        assert!(bucket.objects().is_empty());
    }
    let mut command = project.command();
    bucket.give_to(&mut command).env("SSL_CERT_FILE", project.beside("none.pem")).env_remove("SSL_CERT_DIR");
    let untrusting = run(command.arg("build")).ended(4);
    assert!(untrusting.stderr.contains("let SSL_CERT_FILE name a file of them"), "{}", untrusting.stderr);
    drop(bucket);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = project.command();
    Bucket::new().give_to(&mut command).env("AWS_ENDPOINT", format!("http://{closed}")).arg("build");
    let run = run(&mut command).ended(4);
    assert!(run.stderr.contains("cannot be connected to"), "{}", run.stderr);
}

#[test]
fn nobody_waits_for_a_run_longer_than_a_configuration_may_ask_for() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let run = |pace: &str| {
        let mark = format!(
            "{{\"run\":\"other\",\"beat\":1,\"pace\":{pace},\"has_ended\":false,\"keeps_conditions\":true,\"has_twins\":false}}"
        );
        bucket.change(|objects| objects.get_mut(".feedmill/feeds/run").unwrap().bytes = mark.into_bytes());
        build(&project, &bucket, &[])
    };
    for pace in ["100001", "18446744073709551615", "18446744073709551616", "-1"] {
        let ended = run(pace).ended(4);
        assert!(ended.stderr.contains("its object `run` is damaged"), "{pace}: {}", ended.stderr);
    }
    run("100").ended(0);
}

#[test]
fn what_others_do_to_an_object_is_repaired_and_a_lost_state_decides_nothing() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let whole = bucket.feeds();
    bucket.change(|objects| {
        let damaged = objects.get_mut("feeds/atom.xml").unwrap();
        (damaged.bytes, damaged.e_tag) = (b"damaged".to_vec(), "\"others\"".to_owned());
        objects.remove("feeds/topics/mill/rss.xml").unwrap();
    });
    build(&project, &bucket, &[]).ended(0);
    assert_eq!(bucket.feeds(), whole);
    bucket.change(|objects| objects.retain(|key, _| !key.starts_with(".feedmill/")));
    bucket.requests();
    build(&project, &bucket, &[]).ended(0);
    assert!(!bucket.requests().iter().any(is_put_of_feed));
    assert_eq!(bucket.feeds(), whole);
}

/// A run of another version of the program.
fn build_anew(project: &Project, bucket: &Bucket, arguments: &[&str]) -> Run {
    let program = copy_of(env!("CARGO_BIN_EXE_feedmill"), &project.beside(""));
    let mut command = Command::new(program);
    let own = project.command();
    command.current_dir(own.get_current_dir().unwrap()).env_clear();
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    run(bucket.give_to(&mut command).arg("build").args(arguments))
}

/// The feeds that requests have read, and those that they have put.
fn read_and_put(bucket: &Bucket) -> [Vec<String>; 2] {
    let requests = bucket.requests();
    ["GET", "PUT"].map(|method| {
        let own = requests.iter().filter(|request| request.method == method);
        own.filter_map(|request| Some(request.key.strip_prefix("feeds/")?.to_owned())).collect()
    })
}

#[test]
fn a_new_version_of_the_program_reads_no_feed_that_is_as_it_was_put() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let none = Vec::<String>::new();
    bucket.requests();
    let said = build_anew(&project, &bucket, &["-v"]).ended(0).stderr;
    assert!(said.contains("3 feeds rendered"), "{said}");
    assert_eq!(read_and_put(&bucket), [none.clone(), none.clone()]);
    // What others have changed is read and put.
    bucket.change(|objects| {
        let damaged = objects.get_mut("feeds/atom.xml").unwrap();
        (damaged.bytes, damaged.e_tag) = (b"damaged".to_vec(), "\"others\"".to_owned());
    });
    build_anew(&project, &bucket, &[]).ended(0);
    let own = vec!["atom.xml".to_owned()];
    assert_eq!(read_and_put(&bucket), [own.clone(), own.clone()]);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
    // So is what nothing is known of, or nothing is to be.
    bucket.change(|objects| drop(objects.remove(".feedmill/feeds/contents")));
    for arguments in [["-v"], ["--force"]] {
        let said = build_anew(&project, &bucket, &arguments).ended(0).stderr;
        assert!(!said.contains("cannot be saved"), "{said}");
        let [read, put] = read_and_put(&bucket);
        assert_eq!((read.len(), put), (bucket.feeds().len(), none.clone()), "{arguments:?}");
    }
    build_anew(&project, &bucket, &[]).ended(0);
    assert_eq!(read_and_put(&bucket), [none.clone(), none]);
}

#[cfg(unix)]
#[test]
fn a_run_into_a_store_needs_no_disk() {
    use std::os::unix::fs::{PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    let elsewhere = project.beside("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let program = copy_of(env!("CARGO_BIN_EXE_feedmill"), &project.beside(""));
    let access = |path: PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    access(project.beside(""), 0o755);
    let is_root = rustix::process::geteuid().is_root();
    let there = || (tree(&project.root()), fs::read_dir(&elsewhere).unwrap().count());
    let build = |arguments: &[&str]| {
        [project.root(), elsewhere.clone()].into_iter().for_each(|folder| access(folder, 0o555));
        let mut command = Command::new(&program);
        command.env_clear().envs([("HOME", "/nonexistent"), ("TMPDIR", "/nonexistent")]);
        if is_root {
            // Nothing is forbidden to root.
            command.uid(65_534).gid(65_534);
        }
        bucket.give_to(&mut command).current_dir(&elsewhere).arg("build").arg(project.root());
        let before = there();
        let run = run(command.args(arguments).env("SOURCE_DATE_EPOCH", PRESENT)).ended(0);
        assert!(there() == before, "{arguments:?}");
        access(project.root(), 0o755);
        run
    };
    // What the settings of ids were is in the repository.
    project.write(
        "feedmill.pins",
        "setting\toutput.url\thttps://example.org/\nsetting\tsite.url\thttps://example.org/\n",
    );
    if is_root {
        chown(&elsewhere, Some(65_534), Some(65_534)).unwrap();
    }
    build(&["-n"]);
    for shard in SHARDS {
        build(&["--shard", shard]);
    }
    build(&[]);
    project.write("new.md", article(14, "new", "mill, lock"));
    let report = build(&["--report", "-"]).stdout;
    assert!(report.contains("topics/lock/rss.xml"), "{report}");
    build(&["--check", "--force"]);
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

#[test]
fn a_feed_that_changes_is_not_read_before_it_is_put() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    project.write("new.md", article(14, "new", "mill"));
    bucket.requests();
    build(&project, &bucket, &[]).ended(0);
    let [read, put] = read_and_put(&bucket);
    assert_eq!((read, put.len()), (Vec::new(), 6));
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

#[test]
fn a_store_belongs_to_a_project_and_a_project_that_shrinks_publishes_nothing() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &[]).ended(0);
    let whole = bucket.feeds();
    for name in ["ferry", "weir"] {
        fs::remove_file(project.path(format!("{name}.md"))).unwrap();
    }
    build(&project, &bucket, &[]).ended(3);
    let stranger = Project::new(&[("feedmill.yaml", &site(""))]);
    for day in 1..9 {
        stranger.write(format!("{day}.md"), article(day, &format!("other {day}"), "river"));
    }
    build(&stranger, &bucket, &[]).ended(3);
    assert_eq!(bucket.feeds(), whole);
}

#[test]
fn caches_are_told_after_the_state_is_saved_and_again_by_the_next_run_where_they_could_not_be() {
    let (project, bucket) = (gazette(""), Bucket::new());
    let told = project.beside("told");
    let hook = |script: &str| {
        let script = format!("cat >> {} ; echo end >> {0}; {script}", told.display());
        site(&format!(", purge: {{command: [sh, -c, '{script}'], batch: 4}}"))
    };
    project.write("feedmill.yaml", hook("exit 1"));
    let run = build(&project, &bucket, &[]).ended(4);
    assert!(
        run.stderr.contains("`output.purge`") && run.stderr.contains("the next run tells them"),
        "{}",
        run.stderr
    );
    let feeds = bucket.feeds();
    assert_eq!(feeds, expected(&project, &[]));
    fs::remove_file(&told).unwrap();
    project.write("feedmill.yaml", hook("exit 0"));
    build(&project, &bucket, &[]).ended(0);
    let text = fs::read_to_string(&told).unwrap();
    let mut addresses: Vec<&str> = text.lines().filter(|line| *line != "end").collect();
    addresses.sort_unstable();
    let wanted: Vec<String> = feeds.keys().map(|path| format!("https://example.org/{path}")).collect();
    assert_eq!(addresses, wanted);
    assert_eq!(text.matches("end").count(), wanted.len().div_ceil(4));
    fs::remove_file(&told).unwrap();
    build(&project, &bucket, &[]).ended(0);
    assert!(!told.exists(), "nothing has changed");
}

#[test]
fn a_url_is_told_what_has_changed() {
    let (project, bucket, caches) = (gazette(""), Bucket::new(), Bucket::new());
    let mut command = Command::new("env");
    caches.give_to(&mut command);
    let endpoint = command.get_envs().find(|(name, _)| *name == "AWS_ENDPOINT").unwrap().1.unwrap();
    let url = format!("{}/news/purge?token=word", endpoint.to_string_lossy());
    project.write("feedmill.yaml", site(&format!(", purge: {{url: '{url}'}}")));
    caches.set(|_| Fate::Refused(500, ""));
    let run = build(&project, &bucket, &[]).ended(4);
    assert!(run.stderr.contains("it answers 500") && !run.stderr.contains("token"), "{}", run.stderr);
    caches.mend();
    build(&project, &bucket, &[]).ended(0);
    let asked: Vec<_> = caches.requests().into_iter().map(|request| (request.method, request.key)).collect();
    assert_eq!(asked, [("POST".to_owned(), "purge".to_owned()), ("POST".to_owned(), "purge".to_owned())]);
}

#[test]
fn hubs_are_told_after_the_state_and_the_list_of_them_is_beside_it() {
    let (project, bucket) = (gazette(""), Bucket::new());
    let hub = Hub::new(&project.path("public"));
    project.write("feedmill.yaml", format!("{}feeds: {{hub: '{}'}}\n", site(""), hub.url()));
    let base = hub.site();
    // What is put is what a folder holds; the hub fetches it from there.
    build(&project, &bucket, &["--base-url", &base, "-d", "public"]).ended(0);
    build(&project, &bucket, &["--base-url", &base]).ended(0);
    assert!(hub.told().is_empty());
    hub.set(|_| "503 Service Unavailable\r\nRetry-After: 3600".to_owned());
    project.write("more.md", article(12, "More", "river"));
    let before = bucket.feeds();
    let run = build(&project, &bucket, &["--base-url", &base, "--ping"]).ended(4);
    assert!(run.stderr.contains("answers 503") && bucket.feeds() != before, "{}", run.stderr);
    assert!(bucket.objects().contains_key(".feedmill/feeds/untold"), "{:?}", bucket.objects().keys());
    build(&project, &bucket, &["--base-url", &base, "-d", "public"]).ended(0);
    hub.told();
    hub.set(|_| TAKEN.to_owned());
    build(&project, &bucket, &["--base-url", &base, "--ping"]).ended(0);
    assert_eq!(hub.told(), bucket.feeds().into_keys().collect::<Vec<_>>());
    build(&project, &bucket, &["--base-url", &base, "--ping"]).ended(0);
    assert!(hub.told().is_empty());
    assert!(!bucket.objects().contains_key(".feedmill/feeds/untold"));
}

#[test]
fn a_store_that_ignores_conditions_is_told_of_in_every_run() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    bucket.set(|_| Fate::Unconditional);
    for _ in 0..2 {
        let run = build(&project, &bucket, &[]).ended(0);
        assert!(run.stderr.contains("the store ignores conditions"), "{}", run.stderr);
    }
    assert_eq!(bucket.feeds(), expected(&project, &[]));
}

#[test]
fn a_configuration_that_is_not_trusted_uses_nobodys_credentials() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    let run = build(&project, &bucket, &["--confine"]).ended(2);
    assert!(run.stderr.contains("`output.url` names an object store"), "{}", run.stderr);
    assert!(bucket.requests().is_empty());
}

#[test]
fn the_command_line_names_a_store_or_a_folder_instead() {
    let (project, bucket) = (gazette(&site("")), Bucket::new());
    build(&project, &bucket, &["-d", "s3://news/elsewhere"]).ended(0);
    assert!(bucket.objects().contains_key("elsewhere/rss.xml"));
    assert!(bucket.objects().contains_key(".feedmill/elsewhere/state"));
    let folder = project.beside("folder");
    build(&project, &bucket, &["-d", folder.to_str().unwrap()]).ended(0);
    assert!(folder.join("rss.xml").exists() && bucket.feeds().is_empty());
}

/// A server that somebody else has made, as a process on a port of its own.
struct Server(Child, String);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// Starts the server, if it is installed, and waits until it answers.
    fn start(name: &str, arguments: &dyn Fn(&str) -> Vec<String>) -> Option<Server> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
        let mut command = Command::new(program(name)?);
        command.args(arguments(&port)).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Server(command.spawn().ok()?, format!("127.0.0.1:{port}"));
        for _ in 0..300 {
            if TcpStream::connect(&server.1).is_ok() {
                return Some(server);
            }
            sleep(Duration::from_millis(100));
        }
        None
    }
}

/// A program, on the path or in a folder that `FEEDMILL_SERVERS` names.
fn program(name: &str) -> Option<PathBuf> {
    let folders = ["FEEDMILL_SERVERS", "PATH"].into_iter().filter_map(std::env::var_os);
    let folders: Vec<PathBuf> =
        folders.flat_map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>()).collect();
    let runs = |program: &PathBuf| {
        let mut help = Command::new(program);
        help.arg("--help")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    folders.into_iter().map(|folder| folder.join(name)).filter(|program| program.is_file()).find(runs)
}

/// Builds into a server through all steps, from an empty bucket, and compares with a folder.
fn serves(server: &Server, name: &str) {
    let (project, here) = (gazette(&site("")), gazette(""));
    here.write("feedmill.yaml", site("").lines().take(2).collect::<Vec<_>>().join("\n"));
    for (arguments, edit) in STEPS {
        edit(&project);
        edit(&here);
        let mut command = project.command();
        Bucket::new().give_to(&mut command).env("AWS_ENDPOINT", format!("http://{}", server.1));
        let found = run(command.arg("build").args(arguments));
        let wanted = run(here.command().arg("build").args(arguments));
        assert_eq!((found.code, found.stdout), (wanted.code, wanted.stdout), "{name}: {}", found.stderr);
    }
    // A build that compares every object with what it would put finds nothing to do.
    let mut command = project.command();
    Bucket::new().give_to(&mut command).env("AWS_ENDPOINT", format!("http://{}", server.1));
    run(command.args(["build", "--check", "--force", "--allow-shrink"]));
    // Shards at another place make what one run would make there.
    let there = |arguments: &[&str]| {
        let mut command = project.command();
        Bucket::new().give_to(&mut command).env("AWS_ENDPOINT", format!("http://{}", server.1));
        run(command.args(["build", "-d", "s3://news/shards", "--allow-shrink"]).args(arguments))
    };
    for shard in SHARDS {
        there(&["--shard", shard]).ended(0);
    }
    there(&["--check", "--force"]).ended(0);
}

#[test]
fn the_server_moto_serves() {
    let Some(server) = Server::start("moto_server", &|port| vec!["-p".to_owned(), port.to_owned()]) else {
        return eprintln!("skipped: the_server_moto_serves: moto_server is not installed");
    };
    let mut stream = TcpStream::connect(&server.1).unwrap();
    let request =
        format!("PUT /news HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", server.1);
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    std::io::Read::read_to_end(&mut stream, &mut Vec::new()).unwrap();
    serves(&server, "moto");
}

#[test]
fn the_server_s3s_serves() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("news")).unwrap();
    let root = folder.path().display().to_string();
    let keys = ["--access-key", crate::bucket::KEY, "--secret-key", SECRET];
    let start = |port: &str| {
        let own = ["--host", "127.0.0.1", "--port", port].into_iter().chain(keys).chain([root.as_str()]);
        own.map(str::to_owned).collect()
    };
    let Some(server) = Server::start("s3s-fs", &start) else {
        return eprintln!("skipped: the_server_s3s_serves: s3s-fs is not installed");
    };
    serves(&server, "s3s-fs");
}
