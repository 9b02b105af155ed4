//! Writes the seeds of a target into a folder, for libFuzzer: `fuzz-seeds <target> <folder>`.

use std::{env, fs, path::PathBuf};

fn main() -> std::io::Result<()> {
    let mut arguments = env::args().skip(1);
    let (Some(target), Some(folder)) = (arguments.next(), arguments.next().map(PathBuf::from)) else {
        for target in fuzz::TARGETS {
            println!("{}", target.name);
        }
        return Ok(());
    };
    fs::create_dir_all(&folder)?;
    fuzz::seeds::of(&target)
        .iter()
        .enumerate()
        .try_for_each(|(index, seed)| fs::write(folder.join(format!("seed-{index:03}")), seed))
}
