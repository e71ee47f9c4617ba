//! The files that have moved -> rules for web servers: 301 from the old URL to the new one. On most servers they take
//! precedence over the feed that is still at the old path; who cannot be redirected gets that.

use std::collections::BTreeMap;
use std::fmt::Write;

use url::Url;

use super::resolve;
use crate::model::words;
use crate::ordered::CollectOrdered;
use crate::pins::Pins;

words! {
    /// Who reads the rules.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Server {
        /// nginx: in a `server` block.
        Nginx = "nginx",
        /// Apache: in the configuration or `.htaccess`.
        Apache = "apache",
        /// Caddy: in a site block.
        Caddy = "caddy",
        /// Netlify and other hosts with a file `_redirects`.
        Netlify = "netlify",
    }

    /// Its name on the command line.
    fn name
}

/// Where files have moved: the path of the old URL and of the new one, on the server of `output`. Paths are as URLs have them, or
/// as a server sees them, without escapes.
fn moves(pins: &Pins, output: &Url) -> Vec<(String, String, String)> {
    let mut ends = pins.clone();
    resolve(&mut ends);
    let moved: BTreeMap<&String, &String> = ends.pruned.iter().chain(&ends.moved).collect_map();
    let path = |path: &str| output.join(path).ok().map(|url| url.path().to_owned());
    let base = output.path();
    let row = |(old, new): (&String, &String)| Some((path(old)?, path(new)?, format!("{base}{old}")));
    moved.into_iter().filter(|(old, new)| old != new).filter_map(row).collect()
}

/// The rules, one a line; without a server the old and the new URL's path with a tab between them.
pub fn rules(pins: &Pins, output: &Url, server: Option<Server>) -> String {
    let mut rules = String::new();
    for (old, new, seen) in moves(pins, output) {
        let (new, seen) = (new.replace('$', "%24"), seen.replace('"', "\\\""));
        // Writing into a String cannot fail.
        let _ = match server {
            None => writeln!(rules, "{old}\t{new}"),
            Some(Server::Nginx) => writeln!(rules, "location = \"{seen}\" {{ return 301 {new}; }}"),
            Some(Server::Apache) => writeln!(rules, "Redirect permanent \"{seen}\" {new}"),
            Some(Server::Caddy) => writeln!(rules, "redir \"{seen}\" {new} permanent"),
            // Without the mark, the file at the old path is what is served.
            Some(Server::Netlify) => writeln!(rules, "{old} {new} 301!"),
        };
    }
    rules
}
