//! A server of PostgreSQL in a temporary folder: its own socket and port, no user of the machine's database, ended with the test.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::process::{Gid, Uid, geteuid};
use tempfile::TempDir;

/// The unprivileged user who runs the server where the tests are root's: a server refuses to be root.
const NOBODY: u32 = 65534;

/// A running server.
pub struct Server {
    folder: TempDir,
    port: u16,
}

/// The folder of the programs of the newest PostgreSQL that is installed.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let folders = versions.flatten().map(|version| version.path().join("bin"));
    folders.filter(|folder| folder.join("initdb").exists() && folder.join("psql").exists()).max()
}

/// A program of the server, as its user.
fn program(name: &str) -> Command {
    let mut command = Command::new(programs().unwrap().join(name));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
    if geteuid().is_root() {
        use std::os::unix::process::CommandExt;
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

impl Server {
    /// Starts a server; nothing where PostgreSQL is not installed, which is said by the name of the test.
    pub fn start(test: &str) -> Option<Server> {
        if programs().is_none() {
            eprintln!("skipped: {test}: PostgreSQL is not installed (Debian: postgresql)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        if geteuid().is_root() {
            let (uid, gid) = (Uid::from_raw(NOBODY), Gid::from_raw(NOBODY));
            rustix::fs::chown(folder.path(), Some(uid), Some(gid)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, port };
        let mut make = program("initdb");
        make.args([
            "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "-D",
        ]);
        assert!(make.arg(server.data()).status().unwrap().success());
        server.control("start");
        Some(server)
    }

    /// Starts the server again, or ends it.
    pub fn control(&self, action: &str) {
        let options = format!(
            "-k {} -p {} -c listen_addresses=127.0.0.1 -c fsync=off -c max_prepared_transactions=4",
            self.folder.path().display(),
            self.port
        );
        let mut control = program("pg_ctl");
        control.args(["-w", "-m", "fast", "-l"]).arg(self.folder.path().join("log"));
        let status = control.arg("-D").arg(self.data()).args(["-o", &options, action]).status().unwrap();
        assert!(status.success(), "pg_ctl {action}");
    }

    /// Starts the server again, so that it answers encrypted, with a certificate for `localhost`. The folder gets the certificate of the
    /// authority that has signed it, `authority.pem`, and of another, `other.pem`. False where openssl is not installed.
    pub fn encrypt(&self, folder: &Path) -> bool {
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            command
                .args(arguments.split(' '))
                .current_dir(folder)
                .stderr(Stdio::null())
                .stdout(Stdio::null());
            command.status()
        };
        if openssl("version").is_err() {
            return false;
        }
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2";
        fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
        for arguments in [
            &format!("req -x509 {key} -subj /CN=authority -keyout authority.key -out authority.pem"),
            &format!("req -x509 {key} -subj /CN=other -keyout other.key -out other.pem"),
            &format!("req {key} -subj /CN=localhost -keyout server.key -out server.csr"),
            "x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile names -out server.crt",
        ] {
            assert!(openssl(arguments).unwrap().success(), "openssl {arguments}");
        }
        for name in ["server.key", "server.crt"] {
            let file = self.data().join(name);
            fs::copy(folder.join(name), &file).unwrap();
            rustix::fs::chmod(&file, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
            if geteuid().is_root() {
                rustix::fs::chown(&file, Some(Uid::from_raw(NOBODY)), Some(Gid::from_raw(NOBODY))).unwrap();
            }
        }
        self.run("postgres", "ALTER SYSTEM SET ssl = on");
        self.control("stop");
        self.control("start");
        true
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The folder of its socket.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    /// The port of its socket, and on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&port={}&user=postgres", self.socket().display(), self.port)
    }

    /// Runs a script in one of its databases.
    pub fn run(&self, database: &str, script: &str) {
        let mut psql = Command::new(programs().unwrap().join("psql"));
        psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"]).arg(self.socket());
        psql.args(["-p", &self.port.to_string(), "-d", database, "-c", script]);
        let output = psql.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut control = program("pg_ctl");
        let _ = control.args(["-w", "-m", "immediate", "stop", "-D"]).arg(self.data()).status();
        // The last of its processes may still write its files.
        while self.data().join("postmaster.pid").exists() {
            sleep(Duration::from_millis(20));
        }
    }
}

/// A transaction under way.
pub struct Transaction(Child);

impl Server {
    /// Begins a transaction with a statement.
    pub fn begin(&self, statement: &str) -> Transaction {
        let mut psql = Command::new(programs().unwrap().join("psql"));
        psql.args(["-X", "-q", "-U", "postgres", "-d", "postgres", "-h"]).arg(self.socket());
        psql.args(["-p", &self.port.to_string()]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = psql.spawn().unwrap();
        writeln!(child.stdin.as_mut().unwrap(), "BEGIN; {statement};\n\\echo begun").unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "begun");
        Transaction(child)
    }
}

impl Transaction {
    /// Ends it, so that others see what it has done.
    pub fn commit(mut self) {
        writeln!(self.0.stdin.take().unwrap(), "COMMIT;").unwrap();
        assert!(self.0.wait().unwrap().success());
    }
}
