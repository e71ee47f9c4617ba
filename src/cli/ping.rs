//! The arguments of the command that tells hubs.

use std::path::PathBuf;

use clap::Args;
use feedmill::internal::pipeline::Shard;

use super::Common;

/// Tell hubs which feeds have changed
///
/// Tells the hubs of `feeds.hub` (WebSub) of each feed that has changed since they were told last; they tell the subscribers. `build --ping`
/// does so at its end. A feed stays to be told of until its hub has taken that.
#[derive(Debug, Args)]
pub struct Ping {
    /// The project's folder
    #[arg(default_value = ".")]
    pub dir: PathBuf,

    /// Where the feeds are, instead of `output.directory`; relative to the current folder
    #[arg(short, long, value_name = "DIR")]
    pub destination: Option<PathBuf>,

    /// Print the URLs that hubs would be told of, and tell nobody
    #[arg(short = 'n', long)]
    pub dry_run: bool,

    /// Tell of the feeds of the part I of N, which a run of that part has changed
    #[arg(long, value_name = "I/N", value_parser = super::shard)]
    pub shard: Option<Shard>,

    /// Print only errors
    #[arg(short, long)]
    pub quiet: bool,

    /// What all of them ask.
    #[command(flatten)]
    pub common: Common,
}
