//! What a configuration says of an object store, with the feature `objects` and without it.

use crate::project::{Project, SITE};

fn told(output: &str) -> String {
    let project = Project::new(&[("feedmill.yaml", &format!("{SITE}output: {{{output}}}\n"))]);
    project.write("ferry.md", "---\ntitle: Ferry\ndate: 2020-11-18\n---\n");
    project.run(&["build"]).refused(2).stderr
}

#[test]
fn a_state_that_would_be_served_and_keys_without_a_store_are_errors_that_name_the_key() {
    for (output, message) in [
        ("url: 's3://news'", "`output.url` is a whole bucket, where the state would be served"),
        ("url: 's3://news/a', state_url: 's3://news/a/b'", "`output.state_url` is below `url`"),
        ("url: 's3://news/a', state_url: 's3://news/a'", "`output.state_url` is below `url`"),
        ("url: 's3://key:word@news/a'", "`output.url` must be a URL such as s3://bucket/prefix"),
        ("url: 's3://news/a', timeout: 5m", "`output.timeout` must be from 1s to 4m"),
        ("url: 's3://news/a', takeover: 11m", "`output.takeover` must be from 1s to 10m"),
        ("url: 's3://news/a', precompressed: [brotli]", "`output.precompressed` may only name gzip"),
        ("url: 's3://news/a', purge: {}", "`output.purge.command` or `url` must say"),
        ("url: 's3://news/a', purge: {command: [a], url: 'https://example.org/'}", "name one"),
        ("precompressed: [gzip]", "`output.precompressed` is only for an object store"),
        ("url: 'https://example.org/a', base_url: 'https://example.org/b'", "`output.base_url` and `url`"),
    ] {
        let told = told(output);
        assert!(told.contains(message) && !told.contains("key:word"), "{output}: {told}");
    }
}

#[cfg(not(feature = "objects"))]
#[test]
fn a_program_without_the_feature_says_which_has_it() {
    let told = told("url: 's3://news/feeds'");
    assert!(
        told.contains("s3://news/feeds: is in an object store") && told.contains("--features objects"),
        "{told}"
    );
}
