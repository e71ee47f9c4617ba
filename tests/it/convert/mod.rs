//! `feedmill convert` as its users run it: every form of feed that it reads, what it does with broken and hostile ones,
//! what it carries from format to format, and how the command itself behaves.

mod article;
mod bases;
mod carry;
mod cases;
mod command;
mod encodings;
mod hostile;
mod inputs;
mod opml;
mod output;
mod tolerance;

use std::io::Write;
use std::process::Stdio;
use std::thread;

use serde_json::Value;

use crate::project::{Project, Run};

/// The formats that a feed is converted to, as the command line names them.
pub const FORMATS: [&str; 3] = ["rss", "atom", "json"];

/// `feedmill convert --to TARGET` with the input on standard input, and with further arguments.
pub fn convert_with(input: impl AsRef<[u8]>, target: &str, further: &[&str]) -> Run {
    let project = Project::new(&[]);
    let mut arguments = vec!["convert", "--to", target];
    arguments.extend(further);
    run_with_input(&project, &arguments, input.as_ref())
}

/// As [`convert_with`], without further arguments.
pub fn convert(input: impl AsRef<[u8]>, target: &str) -> Run {
    convert_with(input, target, &[])
}

/// The document that the input is converted to; the run must end well.
pub fn document(input: impl AsRef<[u8]>, target: &str) -> String {
    convert(input, target).ended(0).stdout
}

/// The input as JSON Feed; the run must end well.
pub fn json(input: impl AsRef<[u8]>) -> Value {
    serde_json::from_str(&document(input, "json")).unwrap()
}

/// Runs the program in the project's folder with bytes on standard input.
pub fn run_with_input(project: &Project, arguments: &[&str], input: &[u8]) -> Run {
    let mut command = project.command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let bytes = input.to_vec();
    // The program may end without reading everything, and must not wait for a writer that waits for it.
    let writer = thread::spawn(move || drop(pipe.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run::of(output)
}

/// RSS 2.0 with this in its channel, behind title, link and description.
pub fn rss(channel: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>The Feed</title><link>https://example.org/</link>\
         <description>About it</description>{channel}</channel></rss>"
    )
}

/// RSS 2.0 with one item.
pub fn rss_item(item: &str) -> String {
    rss(&format!("<item><title>Item</title><link>https://example.org/item</link>{item}</item>"))
}

/// Atom 1.0 with this behind its id, title and date.
pub fn atom(rest: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>https://example.org/feed</id><title>The Feed</title>\
         <updated>2020-01-01T00:00:00Z</updated><author><name>Ann</name></author>{rest}</feed>"
    )
}

/// Atom 1.0 with one entry.
pub fn atom_entry(entry: &str) -> String {
    atom(&format!(
        "<entry><id>https://example.org/entry</id><title>Entry</title>\
         <updated>2020-01-01T00:00:00Z</updated><link href=\"https://example.org/entry\"/>{entry}</entry>"
    ))
}

/// JSON Feed 1.1 with these items, which are JSON text.
pub fn json_feed(items: &str) -> String {
    format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"The Feed\", \
         \"home_page_url\": \"https://example.org/\", \"items\": [{items}]}}"
    )
}

/// The texts of a member of all items.
pub fn texts<'v>(feed: &'v Value, member: &str) -> Vec<&'v str> {
    let items = feed["items"].as_array().unwrap();
    items.iter().map(|item| item[member].as_str().unwrap_or_default()).collect()
}
