//! A folder that takes mails and texts instead of the world: the default of a development server.
//!
//! Each is one file, `<time>-<id>.eml` (RFC 5322) or `<time>-<id>.sms`, readable by its owner alone. It appears whole,
//! by rename, and a repeat replaces it. The folder knows nothing of delivery and is never emptied by us.

#[cfg(unix)]
use std::{fs::Permissions, os::unix::fs::PermissionsExt};
use std::{io, path::PathBuf};

use async_trait::async_trait;
use lettre::message::Mailbox;
use ports::{
    dispatch::{Carrier, Dispatch},
    mail::{MailFault, Mailer, Message},
    sms::{Text, TextFault, Texter, is_e164},
};
use tokio::{fs, io::AsyncWriteExt};

use crate::compose;

/// Mode of the folder.
#[cfg(unix)]
const OWNER_ONLY: u32 = 0o700;

/// The folder, and the sender that its mails name.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    from: Mailbox,
}

impl Outbox {
    /// Uses `folder` (made with its parents on the first send); `from` is the sender of its mails.
    pub fn new(folder: impl Into<PathBuf>, from: &str) -> Result<Self, MailFault> {
        Ok(Self { folder: folder.into(), from: compose::sender(from)? })
    }

    /// Makes the folder, with its parents, for its owner alone: the names of its files reveal who was written to, and when. A folder that
    /// exists already is closed to others where it is ours.
    async fn make_folder(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(OWNER_ONLY);
        builder.create(&self.folder).await?;
        #[cfg(unix)]
        if fs::metadata(&self.folder).await?.permissions().mode() & 0o777 != OWNER_ONLY {
            // A folder of another owner keeps its mode; what we put there is closed all the same.
            let _ = fs::set_permissions(&self.folder, Permissions::from_mode(OWNER_ONLY)).await;
        }
        Ok(())
    }

    async fn put(&self, dispatch: &Dispatch, extension: &str, content: &[u8]) -> io::Result<()> {
        self.make_folder().await?;
        let name = format!("{}.{extension}", file_stem(dispatch));
        let unfinished = self.folder.join(format!(".{name}.unfinished"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // A mail holds a code: only the owner of the folder may read what only the person may read.
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&unfinished).await?;
        file.write_all(content).await?;
        // The sender takes `Ok` as "out of my hands" and never repeats it, so the file must survive a power cut.
        file.sync_all().await?;
        fs::rename(&unfinished, self.folder.join(name)).await?;
        fs::File::open(&self.folder).await?.sync_all().await
    }
}

/// `20261123T101500.250Z-<id>`: sorts by time, and is the same on each repeat.
fn file_stem(dispatch: &Dispatch) -> String {
    let at = chrono::DateTime::from_timestamp_millis(dispatch.at_ms.max(0)).unwrap_or_default();
    format!("{}-{}", at.format("%Y%m%dT%H%M%S%.3fZ"), dispatch.id)
}

#[async_trait]
impl Mailer for Outbox {
    fn carrier(&self) -> Carrier {
        Carrier::Outbox
    }

    async fn send(&self, message: Message) -> Result<(), MailFault> {
        let letter = compose::letter(&self.from, &message)?;
        let put = self.put(&message.dispatch, "eml", &letter.formatted()).await;
        put.map_err(|error| MailFault::Outbox(error.kind()))
    }
}

#[async_trait]
impl Texter for Outbox {
    fn carrier(&self) -> Carrier {
        Carrier::Outbox
    }

    async fn send(&self, text: Text) -> Result<(), TextFault> {
        if !is_e164(&text.to) {
            return Err(TextFault::BadNumber);
        }
        let content = format!("To: {}\nMessage-ID: {}\n\n{}\n", text.to, text.dispatch.id, text.body);
        let put = self.put(&text.dispatch, "sms", content.as_bytes()).await;
        put.map_err(|error| TextFault::Outbox(error.kind()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_sort_by_time() {
        let stem = |at_ms| file_stem(&Dispatch { id: "x".parse().unwrap(), at_ms });
        assert_eq!(stem(1_795_428_900_250), "20261123T101500.250Z-x");
        assert!(stem(999) < stem(1_000));
        assert_eq!(stem(-1), stem(0));
    }
}
