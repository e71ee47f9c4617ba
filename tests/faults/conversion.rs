//! A conversion that can be disturbed: of a feed to a file, or to a folder of articles, that is there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::site::{PROGRAM, Site, Size, Tree, Trees, differences, said, settle, tree, unsound};

/// A conversion of one feed, whose output is there already with other content.
pub struct Conversion {
    /// Where the feeds come from.
    pub site: Site,
    /// The folder around feeds and result, absolute and without links.
    pub base: PathBuf,
    is_folder: bool,
    /// What the result is before and after.
    pub trees: Trees,
}

impl Conversion {
    /// One that is ready to be disturbed.
    pub fn new(is_folder: bool) -> Conversion {
        Conversion::of(Site::new(Size::Few), is_folder)
    }

    /// The same in this folder, of a publication of this size.
    pub fn within(folder: TempDir, size: Size, is_folder: bool) -> Conversion {
        Conversion::of(Site::within(folder, size), is_folder)
    }

    fn of(site: Site, is_folder: bool) -> Conversion {
        let base = site.root.parent().unwrap().to_path_buf();
        for name in ["old.xml", "new.xml"] {
            site.build(&[]);
            // Articles are named by their titles, and these are to replace each other.
            let feed = fs::read_to_string(site.public.join("atom.xml")).unwrap();
            fs::write(base.join(name), feed.replace("<title>The lantern", "<title>The kettle")).unwrap();
            site.swap();
        }
        fs::create_dir(base.join("result")).unwrap();
        let trees = Trees { old: Tree::new(), new: Tree::new() };
        let mut conversion = Conversion { site, base, is_folder, trees };
        conversion.begin();
        let old = conversion.result();
        let output = conversion.command().output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let new = conversion.result();
        assert!(old.keys().eq(new.keys()), "every file is replaced");
        // The project around articles stays as it is.
        let is_other = |(path, bytes): (&String, &Vec<u8>)| path == "feedmill.yaml" || new[path] != *bytes;
        assert!(old.iter().all(is_other), "every file differs");
        conversion.trees = Trees { old, new };
        conversion
    }

    fn convert(&self, base: &Path, input: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        let output = if self.is_folder { "result" } else { "result/feed.json" };
        command.arg("convert").arg(base.join(input)).arg("-o").arg(base.join(output));
        command.args(["-q", "-t", if self.is_folder { "article" } else { "json" }]);
        if self.is_folder {
            command.arg("--overwrite");
        }
        settle(&mut command);
        command
    }

    /// The program, ready to put the new content in the place of the old.
    pub fn command(&self) -> Command {
        self.command_in(&self.base)
    }

    /// The same in a copy of the folder.
    pub fn command_in(&self, base: &Path) -> Command {
        self.convert(base, "new.xml")
    }

    /// Puts the old content there.
    pub fn begin(&self) {
        let folder = self.base.join("result");
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        let output = self.convert(&self.base, "old.xml").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }

    /// What is there, but for what is to take the place of a file.
    pub fn result(&self) -> Tree {
        results(&self.base)
    }

    /// All that is there.
    pub fn files(&self) -> Tree {
        tree(&self.base.join("result"))
    }

    /// What is wrong after a conversion that was killed, and after the next one, which must leave its result alone.
    pub fn after(&self) -> Vec<String> {
        let mut faults = unsound(&self.trees, &self.result());
        let output = self.command().output().unwrap();
        if !output.status.success() {
            faults.push(format!("the next run ends with {}", output.status));
        }
        faults.extend(differences(&self.trees.new, &self.files()));
        faults
    }
}

/// The result in the folder or a copy of it, but for what is to take the place of a file.
pub fn results(base: &Path) -> Tree {
    let mut results = tree(&base.join("result"));
    results.retain(|path, _| !path.starts_with(".feedmill-"));
    results
}
