//! What opens a comment, a section or a declaration that does not end, and so swallows what a reader shows behind it.

/// Openers without an end, or with one that only some parsers take for one.
pub const OPENERS: &[&str] = &[
    "a <!-- b", "<!--", "<!-- a -- b", "<!-->", "<!--->", "a <!-- b --!> c", "<!-- a --> b <!-- c",
    "<!-- <!-- a", "&lt;!-- a", "&#60;!-- a", "&lt;!-- a --!&gt;", "a <![CDATA[ b", "<![CDATA[<!--",
    "<![cdata[ a > b", "&lt;![CDATA[ a", "<! a", "<!a", "<!DOCTYPE a", "<!ELEMENT a", "<![if IE]", "<? a",
    "<?php a", "<?xml version='1.0'", "</ a", "</3", "I </3 you", "</", "<!", "<?", "a <!-", "<!-\u{0}- a",
    "<\u{0}!-- a", "<b>a</b> <!-- c", "<!<!-- a", "`<!-- a`", "--> <!-- a", "--!> <!--",
];
