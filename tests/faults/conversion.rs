//! A conversion that can be disturbed: of a feed to a file, or to a folder of articles, that is there already.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::site::{PROGRAM, Site, Size, Tree, Trees, differences, said, settle, tree, unsound};

/// A conversion of one feed, whose output is there already with other content.
pub struct Conversion {
    /// Where the feeds come from.
    pub site: Site,
    /// The file or folder that is written.
    pub output: PathBuf,
    is_folder: bool,
    /// What the result is before and after.
    pub trees: Trees,
}

impl Conversion {
    /// One that is ready to be disturbed.
    pub fn new(is_folder: bool) -> Conversion {
        let site = Site::new(Size::Few);
        let base = site.root.parent().unwrap().to_path_buf();
        for name in ["old.xml", "new.xml"] {
            site.build(&[]);
            fs::copy(site.public.join("atom.xml"), base.join(name)).unwrap();
            site.swap();
        }
        fs::create_dir(base.join("result")).unwrap();
        let output = if is_folder { base.join("result") } else { base.join("result/feed.json") };
        let mut conversion =
            Conversion { site, output, is_folder, trees: Trees { old: Tree::new(), new: Tree::new() } };
        conversion.begin();
        let old = conversion.result();
        let output = conversion.command().output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        conversion.trees = Trees { old, new: conversion.result() };
        conversion
    }

    fn convert(&self, input: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("convert").arg(self.site.folder.path().join(input)).arg("-o").arg(&self.output);
        command.args(["-q", "-t", if self.is_folder { "article" } else { "json" }]);
        if self.is_folder {
            command.arg("--overwrite");
        }
        settle(&mut command);
        command
    }

    /// The program, ready to put the new content in the place of the old.
    pub fn command(&self) -> Command {
        self.convert("new.xml")
    }

    /// Puts the old content there.
    pub fn begin(&self) {
        let folder = self.site.folder.path().join("result");
        fs::remove_dir_all(&folder).unwrap();
        fs::create_dir(&folder).unwrap();
        let output = self.convert("old.xml").output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }

    /// What is there, but for what is to take the place of a file.
    pub fn result(&self) -> Tree {
        let mut result = self.files();
        result.retain(|path, _| !path.starts_with(".feedmill-"));
        result
    }

    /// All that is there.
    pub fn files(&self) -> Tree {
        tree(&self.site.folder.path().join("result"))
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
