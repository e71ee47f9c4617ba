//! What a terminal shows of findings, and that nothing else gets lines of the source.

use std::fs::File;
use std::io::Read;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::project::{Project, article, run};

const HEAD: &str = "---\ntitle: A \"private\" matter: mine\ndate: 2020-01-01\n---\n";

/// What a build says on a terminal.
fn on_a_terminal(project: &Project, arguments: &[&str], variables: &[(&str, &str)]) -> String {
    let main = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&main).unwrap();
    unlockpt(&main).unwrap();
    let name = ptsname(&main, Vec::new()).unwrap().into_string().unwrap();
    let terminal = File::options().read(true).write(true).open(name).unwrap();
    let mut command = project.command();
    command.env_remove("NO_COLOR").env("TERM", "xterm").envs(variables.iter().copied());
    command.arg("build").args(arguments).stdout(Stdio::null()).stderr(terminal);
    let mut child = command.spawn().unwrap();
    // Else this process would hold the terminal open, and reading would not end.
    drop(command);
    let mut bytes = Vec::new();
    // Where the other side is closed, reading fails rather than ends.
    let _ = File::from(main).read_to_end(&mut bytes);
    child.wait().unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_terminal_shows_the_line_of_the_source_and_nothing_else_does() {
    let project = Project::with_articles(&[("a.md", HEAD), ("b.md", &article("B", "2020-01-01", "x"))]);
    for (arguments, variables, has_source, has_color) in [
        (&[][..], &[][..], true, true),
        (&[], &[("NO_COLOR", "1")], true, false),
        (&[], &[("TERM", "dumb")], false, false),
        (&["--color", "never"], &[], false, false),
        (&["--color", "always"], &[("NO_COLOR", "1")], true, true),
    ] {
        let shown = on_a_terminal(&project, arguments, variables);
        assert!(shown.contains("a.md:2:"), "{arguments:?} {variables:?}: {shown}");
        assert_eq!(shown.contains("private"), has_source, "{arguments:?} {variables:?}: {shown}");
        assert_eq!(shown.contains("[1;31merror"), has_color, "{arguments:?} {variables:?}: {shown}");
    }
    for arguments in [&["build"][..], &["build", "--color", "always"], &["build", "-v"]] {
        let mut command = project.command();
        let piped = run(command.env("CLICOLOR_FORCE", "1").args(arguments));
        assert!(piped.stderr.contains("a.md:2:"), "{}", piped.stderr);
        assert!(!piped.stderr.contains("private"), "{}", piped.stderr);
    }
}

#[test]
fn a_terminal_shows_nothing_of_a_record_with_secrets() {
    for secret in ["secured: hush", "SECURED:\n  - hush", "\"sec\\u0075red\": hush", "a: {Secured: [hush]}"] {
        let head = HEAD.replacen("---\n", &format!("---\n{secret}\n"), 1);
        let project = Project::with_articles(&[("a.md", &head)]);
        let shown = on_a_terminal(&project, &["--color", "always"], &[]);
        assert!(shown.contains("a.md:") && shown.contains("[1;31merror"), "{shown}");
        assert!(!shown.contains("hush") && !shown.contains("private"), "{shown}");
    }
}
