//! A small WebSub hub on loopback: it takes `hub.mode=publish`, fetches the feed over HTTP from the folder that it serves as well, and delivers it to
//! its one subscriber. It answers as it is told, and ends with its value.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request to the hub: the form that it was sent.
pub type Form = Vec<(String, String)>;

type Rule = Box<dyn FnMut(&Form) -> String + Send>;
type Served = Box<dyn Fn(&str) -> Option<Vec<u8>> + Send>;

struct Inside {
    served: Served,
    asked: Vec<Form>,
    delivered: Vec<(String, Vec<u8>)>,
    rule: Rule,
}

/// The hub, the server of the feeds and the subscriber.
pub struct Hub {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    has_ended: Arc<AtomicBool>,
}

/// The answer of a hub that takes what it is told.
pub const TAKEN: &str = "204 No Content";

impl Hub {
    /// A hub that takes everything, and serves this folder.
    pub fn new(folder: &Path) -> Hub {
        let folder = folder.to_path_buf();
        Hub::serving(move |path| fs::read(folder.join(path)).ok())
    }

    /// A hub that takes everything, and serves what is at each path.
    pub fn serving(served: impl Fn(&str) -> Option<Vec<u8>> + Send + 'static) -> Hub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let rule: Rule = Box::new(|_| TAKEN.to_owned());
        let (asked, delivered, served) = (Vec::new(), Vec::new(), Box::new(served));
        let inside = Inside { served, asked, delivered, rule };
        let (inside, has_ended) = (Arc::new(Mutex::new(inside)), Arc::new(AtomicBool::new(false)));
        let (own, ends) = (Arc::clone(&inside), Arc::clone(&has_ended));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    return;
                }
                let inside = Arc::clone(&own);
                thread::spawn(move || serve(stream.unwrap(), address, &inside));
            }
        });
        Hub { address, inside, has_ended }
    }

    /// Where the folder is served.
    pub fn site(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The hub.
    pub fn url(&self) -> String {
        format!("http://{}/hub", self.address)
    }

    /// What the hub answers from now on: a status line, with other headers behind it.
    pub fn set(&self, rule: impl FnMut(&Form) -> String + Send + 'static) {
        self.inside.lock().unwrap().rule = Box::new(rule);
    }

    /// The paths of the feeds that the hub was told of since it was asked last, sorted.
    pub fn told(&self) -> Vec<String> {
        let asked = std::mem::take(&mut self.inside.lock().unwrap().asked);
        let site = self.site();
        let mut told: Vec<String> = asked.iter().map(|form| path_of(form, &site)).collect();
        told.sort();
        told
    }

    /// What was delivered since it was asked last, by path.
    pub fn delivered(&self) -> Vec<(String, Vec<u8>)> {
        let mut delivered = std::mem::take(&mut self.inside.lock().unwrap().delivered);
        delivered.sort();
        delivered
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn path_of(form: &Form, site: &str) -> String {
    let [(mode, publish), (url, feed)] = form.as_slice() else { panic!("{form:?}") };
    assert_eq!([mode, publish, url], ["hub.mode", "publish", "hub.url"]);
    feed.strip_prefix(site).unwrap_or_else(|| panic!("{feed}")).to_owned()
}

fn serve(stream: TcpStream, address: SocketAddr, inside: &Mutex<Inside>) {
    let mut reader = BufReader::new(stream);
    while let Some((method, target, body)) = request(&mut reader) {
        let (status, content) = match (method.as_str(), target.as_str()) {
            ("POST", "/hub") => (publish(&body, address, inside), Vec::new()),
            ("GET", path) => {
                let content = (inside.lock().unwrap().served)(path.trim_start_matches('/'));
                let status = if content.is_some() { "200 OK" } else { "404 Not Found" };
                (status.to_owned(), content.unwrap_or_default())
            }
            _ => ("405 Method Not Allowed".to_owned(), Vec::new()),
        };
        let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", content.len());
        let stream = reader.get_mut();
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&content)).is_err() {
            return;
        }
    }
}

/// A request or an answer: the first two words, and what it holds.
fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, String, Vec<u8>)> {
    let mut line = String::new();
    let mut read = |line: &mut String| {
        line.clear();
        reader.read_line(line).ok().filter(|length| *length > 0)
    };
    read(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let mut length = 0;
    while read(&mut line)? > 2 {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((method, target, body))
}

/// What a hub does when a feed has changed: it fetches the feed, and its subscriber gets it.
fn publish(body: &[u8], address: SocketAddr, inside: &Mutex<Inside>) -> String {
    let form: Form = url::form_urlencoded::parse(body).into_owned().collect();
    let status = {
        let mut inside = inside.lock().unwrap();
        inside.asked.push(form.clone());
        (inside.rule)(&form)
    };
    if status == TAKEN {
        let path = path_of(&form, &format!("http://{address}/"));
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "GET /{path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut answer = BufReader::new(stream);
        let (status, _, body) = request(&mut answer).unwrap();
        assert_eq!(status, "HTTP/1.1", "{path}");
        inside.lock().unwrap().delivered.push((path, body));
    }
    status
}
