//! Hubs (WebSub): each is told of the feeds that have changed, once they are published and once only, whatever ends a run; the subscriber gets
//! what is published.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;

use crate::hub::{Hub, TAKEN};
use crate::project::{Project, article, paths};

/// A project with articles of two topics, whose feeds a hub is told of.
fn gazette() -> (Project, Hub) {
    let project = Project::new(&[]);
    let hub = Hub::new(&project.path("public"));
    project.write("feedmill.yaml", configuration(&hub, &[&hub.url()]));
    for (file, topic) in [("a.md", "Water"), ("b.md", "Sky")] {
        project.write(file, article(&format!("Title of {file}"), "2020-11-18", topic));
    }
    (project, hub)
}

fn configuration(hub: &Hub, hubs: &[&str]) -> String {
    format!("site: {{title: The Example Gazette, url: '{}'}}\nfeeds: {{hub: {hubs:?}}}\n", hub.site())
}

fn of_feeds(places: &[&str]) -> Vec<String> {
    let files = ["atom.xml", "feed.json", "rss.xml"];
    let mut paths: Vec<String> =
        places.iter().flat_map(|place| files.map(|file| format!("{place}{file}"))).collect();
    paths.sort();
    paths
}

#[test]
fn every_format_names_the_hubs_and_its_own_url() {
    let (project, hub) = gazette();
    project.write(
        "feedmill.yaml",
        configuration(&hub, &["https://hub.example.org/a?b=1&c", "http://hub.example.org"]),
    );
    project.build();
    let json: serde_json::Value = serde_json::from_str(&project.read("public/feed.json")).unwrap();
    let hubs = serde_json::json!([
        {"type": "WebSub", "url": "https://hub.example.org/a?b=1&c"}, {"type": "WebSub", "url": "http://hub.example.org/"},
    ]);
    assert_eq!(json["hubs"], hubs);
    for (file, element) in [("rss.xml", "<atom:link "), ("atom.xml", "<link ")] {
        let text = project.read(&format!("public/{file}"));
        let head = text.split("<item>").next().unwrap().split("<entry>").next().unwrap();
        let links: Vec<&str> =
            head.split(element).skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
        let of = |relation: &str| {
            links.iter().filter(|link| link.contains(&format!("rel=\"{relation}\""))).count()
        };
        assert_eq!((of("hub"), of("self")), (2, 1), "{head}");
        let head = head.replace("&#x26;", "&amp;");
        assert!(head.contains("href=\"https://hub.example.org/a?b=1&amp;c\""), "{head}");
    }
}

#[test]
fn a_hub_is_told_of_the_feeds_that_changed_once_and_the_subscriber_gets_them() {
    let (project, hub) = gazette();
    let run = project.run(&["build", "--ping"]).ended(0);
    assert!(run.stderr.contains("hubs were told of 9"), "{}", run.stderr);
    assert_eq!(hub.told(), of_feeds(&["", "topics/sky/", "topics/water/"]));
    let delivered = hub.delivered();
    let published: Vec<String> = paths(&project.public()).into_iter().map(str::to_owned).collect();
    assert_eq!(delivered.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), published);
    for (path, bytes) in delivered {
        assert_eq!(bytes, fs::read(project.path("public").join(&path)).unwrap(), "{path}");
    }
    project.run(&["build", "--ping"]).ended(0);
    project.run(&["ping"]).ended(0);
    assert!(hub.told().is_empty());

    project.write("b.md", article("Another title", "2020-11-18", "Sky"));
    project.run(&["build", "--ping"]).ended(0);
    assert_eq!(hub.told(), of_feeds(&["", "topics/sky/"]));
}

#[test]
fn what_a_hub_does_not_take_is_told_later_and_only_that() {
    let (project, hub) = gazette();
    hub.set(|form| if form[1].1.contains("/sky/") { "400 Bad Request".to_owned() } else { TAKEN.to_owned() });
    let run = project.run(&["build", "--ping"]).ended(4);
    assert!(
        run.stderr.contains("answers 400") && run.stderr.contains("3 of them are still to be told"),
        "{}",
        run.stderr
    );
    assert_eq!(paths(&project.public()).len(), 9, "all is published");
    hub.told();
    hub.set(|_| TAKEN.to_owned());
    let run = project.run(&["ping", "-n"]).ended(0);
    let sky: Vec<String> =
        of_feeds(&["topics/sky/"]).iter().map(|path| format!("{}{path}", hub.site())).collect();
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), sky);
    assert!(hub.told().is_empty(), "a dry run tells nobody");
    project.run(&["ping"]).ended(0);
    assert_eq!(hub.told(), of_feeds(&["topics/sky/"]));
    project.run(&["ping"]).ended(0);
    assert!(hub.told().is_empty());
}

#[test]
fn a_hub_that_asks_for_patience_is_asked_again() {
    let (project, hub) = gazette();
    let mut asked = BTreeSet::new();
    hub.set(move |form| match asked.insert(form.clone()) {
        true => "503 Service Unavailable\r\nRetry-After: 0".to_owned(),
        false => TAKEN.to_owned(),
    });
    project.run(&["build", "--ping"]).ended(0);
    assert_eq!(hub.told().len(), 18);
}

#[test]
fn a_hub_that_is_away_holds_up_neither_the_feeds_nor_the_other_hub() {
    let (project, hub) = gazette();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let away = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    project.write("feedmill.yaml", configuration(&hub, &[&away, &hub.url()]));
    let run = project.run(&["build", "--ping"]).ended(4);
    assert!(run.stderr.contains(&away) && run.stderr.contains("`feedmill ping`"), "{}", run.stderr);
    assert_eq!(hub.told(), of_feeds(&["", "topics/sky/", "topics/water/"]));
    // Feeds that name it no more need not tell it.
    project.write("feedmill.yaml", configuration(&hub, &[&hub.url()]));
    project.run(&["build"]).ended(0);
    project.run(&["ping"]).ended(0);
    assert_eq!(hub.told(), of_feeds(&["", "topics/sky/", "topics/water/"]), "all feeds have lost a hub");
}

#[test]
fn what_a_build_without_the_flag_has_changed_is_told_by_the_command_even_without_the_state() {
    let (project, hub) = gazette();
    project.build();
    assert!(hub.told().is_empty());
    fs::remove_file(project.path(".feedmill/state")).unwrap();
    project.run(&["build"]).ended(0);
    project.run(&["ping"]).ended(0);
    assert_eq!(hub.told(), of_feeds(&["", "topics/sky/", "topics/water/"]));
}

#[test]
fn a_hub_is_told_of_what_is_published_and_not_of_what_was_to_be() {
    let (project, hub) = gazette();
    project.run(&["build", "--ping"]).ended(0);
    hub.told();
    project.write("b.md", article("Another title", "2020-11-18", "Sky"));
    project.build();
    // As if the run had been ended before it could publish these.
    for path in of_feeds(&["topics/sky/"]) {
        fs::write(project.path("public").join(path), "the old feed").unwrap();
    }
    let run = project.run(&["ping"]).ended(0);
    assert!(run.stderr.contains("3 forgotten"), "{}", run.stderr);
    assert_eq!(hub.told(), of_feeds(&[""]));
    project.run(&["build", "--ping"]).ended(0);
    assert_eq!(hub.told(), of_feeds(&["topics/sky/"]));
}

#[test]
fn the_feeds_of_a_shard_are_told_of_by_its_runs() {
    let (project, hub) = gazette();
    let mut told = Vec::new();
    for shard in ["1/2", "2/2"] {
        project.run(&["build", "--shard", shard]).ended(0);
        project.run(&["ping"]).ended(0);
        assert!(hub.told().is_empty());
        project.run(&["ping", "--shard", shard]).ended(0);
        told.extend(hub.told());
    }
    told.sort();
    assert_eq!(told, of_feeds(&["", "topics/sky/", "topics/water/"]));
}

#[test]
fn nobody_is_told_where_no_hub_is_named_or_the_project_is_not_trusted() {
    let (project, hub) = gazette();
    for arguments in [&["build", "--ping", "--confine"][..], &["ping", "--confine"]] {
        let run = project.run(arguments).ended(2);
        assert!(run.stderr.contains("not trusted"), "{}", run.stderr);
    }
    project.write("feedmill.yaml", configuration(&hub, &[]));
    for arguments in [&["build", "--ping"][..], &["ping"]] {
        let run = project.run(arguments).ended(2);
        assert!(run.stderr.contains("`feeds.hub`"), "{}", run.stderr);
    }
    assert!(hub.told().is_empty());
    for wrong in ["ftp://hub.example.org/", "hub", "https://user:word@hub.example.org/"] {
        project.write("feedmill.yaml", configuration(&hub, &[wrong]));
        let run = project.run(&["build"]).ended(2);
        assert!(run.stderr.contains("`feeds.hub`") && !run.stderr.contains("word@"), "{}", run.stderr);
    }
}
