//! Connections to a server that break or stall in the middle of an answer: a run begins again once, or ends with 4 and leaves the
//! feeds as they were; the next one is right.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::Duration;

use super::server::Server;
use super::{configuration, gazette};
use crate::project::Project;

/// What becomes of a connection.
#[derive(Debug, Clone, Copy)]
enum Fate {
    /// It ends after so many bytes of answers.
    Cut(usize),
    /// Nothing comes any more after so many.
    Stall(usize),
}

/// Stands between a program and a server on loopback.
struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    server: u16,
    /// What becomes of the next connections, one after the other; of all others nothing.
    fates: Mutex<VecDeque<Fate>>,
    /// How many bytes of answers were passed on.
    passed: AtomicUsize,
    is_over: AtomicBool,
}

impl Proxy {
    fn before(server: &Server) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (fates, passed) = (Mutex::default(), AtomicUsize::new(0));
        let shared =
            Arc::new(Shared { server: server.port(), fates, passed, is_over: AtomicBool::new(false) });
        let own = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming() {
                if own.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&own);
                thread::spawn(move || shared.serve(&client.unwrap()));
            }
        });
        Proxy { port, shared }
    }

    fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable", self.port)
    }

    /// Decides over the next connections.
    fn decide(&self, fates: &[Fate]) {
        *self.shared.fates.lock().unwrap() = fates.iter().copied().collect();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // The listener waits for one more.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    fn serve(&self, client: &TcpStream) {
        let fate = self.fates.lock().unwrap().pop_front();
        let Ok(server) = TcpStream::connect(("127.0.0.1", self.server)) else { return };
        thread::scope(|scope| {
            scope.spawn(|| {
                let _ = std::io::copy(&mut &*client, &mut &server);
                let _ = server.shutdown(Shutdown::Both);
            });
            self.answer(client, &server, fate);
            let _ = client.shutdown(Shutdown::Both);
            let _ = server.shutdown(Shutdown::Both);
        });
    }

    fn answer(&self, mut client: &TcpStream, mut server: &TcpStream, fate: Option<Fate>) {
        let mut left = match fate {
            Some(Fate::Cut(most) | Fate::Stall(most)) => most,
            None => usize::MAX,
        };
        let mut buffer = [0; 4096];
        while left > 0 {
            let most = left.min(buffer.len());
            let Ok(count @ 1..) = server.read(&mut buffer[..most]) else { return };
            if client.write_all(&buffer[..count]).is_err() {
                return;
            }
            left -= count;
            self.passed.fetch_add(count, Ordering::SeqCst);
        }
        while matches!(fate, Some(Fate::Stall(_))) && !self.is_over.load(Ordering::SeqCst) {
            let mut byte = [0];
            client.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
            if matches!(client.peek(&mut byte), Ok(0)) {
                return;
            }
            sleep(Duration::from_millis(50));
        }
    }
}

/// How many places a connection breaks at.
const PLACES: usize = 24;

/// A server with articles, what stands before it, and projects that ask through it and directly.
struct Newsroom {
    direct: Project,
    project: Project,
    proxy: Proxy,
    server: Server,
    changes: usize,
}

impl Newsroom {
    fn open(name: &str, more: &str) -> Option<Newsroom> {
        let server = Server::start(name)?;
        server.run("postgres", &format!("{}{}", gazette::TABLES, gazette::rows(1..=120)));
        let proxy = Proxy::before(&server);
        let of = |url: &str| Project::new(&[("feedmill.yaml", &configuration(url, more))]);
        let (direct, project) = (of(&server.url("postgres")), of(&proxy.url()));
        project.build();
        Some(Newsroom { direct, project, proxy, server, changes: 0 })
    }

    /// Builds after a change over connections that end so; the exit code comes back.
    fn build(&mut self, fates: &[Fate]) -> i32 {
        self.changes += 1;
        let change = format!("UPDATE articles SET title = 'Change {}' WHERE id IN (5, 8)", self.changes);
        self.server.run("postgres", &change);
        self.direct.build();
        let before = self.project.public();
        self.proxy.decide(fates);
        let run = self.project.run(&["build"]);
        let is_right = match run.code {
            0 => self.project.public() == self.direct.public(),
            4 => self.project.public() == before && run.stderr.contains("nothing is published"),
            _ => false,
        };
        assert!(is_right, "{fates:?}: {} {}", run.code, run.stderr);
        self.proxy.decide(&[]);
        self.project.build();
        assert!(self.project.public() == self.direct.public(), "{fates:?}");
        run.code
    }
}

#[test]
fn a_connection_that_breaks_anywhere_is_made_again_once_and_never_publishes_a_half() {
    let name = "a_connection_that_breaks_anywhere_is_made_again_once_and_never_publishes_a_half";
    let Some(mut newsroom) = Newsroom::open(name, "") else { return };
    newsroom.proxy.shared.passed.store(0, Ordering::SeqCst);
    newsroom.build(&[]);
    // Two runs have passed, one of which has found everything new.
    let length = newsroom.proxy.shared.passed.load(Ordering::SeqCst) / 2;
    let places: Vec<usize> = (0..PLACES).map(|place| place * length / PLACES).collect();
    let codes: Vec<i32> = places.iter().map(|&place| newsroom.build(&[Fate::Cut(place)])).collect();
    let recovered = codes.iter().filter(|code| **code == 0).count();
    assert!(recovered >= PLACES / 2, "{codes:?}");
    let late = length / 2;
    assert_eq!(newsroom.build(&[Fate::Cut(late), Fate::Cut(late)]), 4);
}

#[test]
fn a_connection_that_stalls_ends() {
    let Some(mut newsroom) = Newsroom::open("a_connection_that_stalls_ends", "    timeout: 1s\n") else {
        return;
    };
    newsroom.proxy.shared.passed.store(0, Ordering::SeqCst);
    newsroom.build(&[]);
    let late = newsroom.proxy.shared.passed.load(Ordering::SeqCst) / 4;
    assert_eq!(newsroom.build(&[Fate::Stall(late)]), 0);
    assert_eq!(newsroom.build(&[Fate::Stall(late), Fate::Stall(late)]), 4);
}
