//! Mail as those who sign in get it: the server's mail goes by SMTP to this process, where each client waits for its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tests::mail_server::{self, Reception};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Digits of a code that signs a user in by itself.
const DIGITS: usize = 8;

/// A mail server, and the boxes that it fills.
#[derive(Clone, Default)]
pub(crate) struct PostOffice(Arc<Mutex<HashMap<String, UnboundedSender<String>>>>);

/// The mail to all addresses of one domain.
pub(crate) struct Mailbox(UnboundedReceiver<String>);

impl PostOffice {
    /// Opens the mail server. Gives its port, too.
    pub(crate) fn open() -> (Self, u16) {
        let office = Self::default();
        let boxes = office.clone();
        let deliver = move |recipient: &str, mail: &str| boxes.deliver(recipient, mail);
        (office, mail_server::start(|_| Reception::Taken, deliver))
    }

    /// The mail that comes to a domain from now on.
    pub(crate) fn mailbox(&self, domain: String) -> Mailbox {
        let (sender, receiver) = unbounded_channel();
        self.0.lock().unwrap().insert(domain, sender);
        Mailbox(receiver)
    }

    fn deliver(&self, recipient: &str, mail: &str) {
        let boxes = self.0.lock().unwrap();
        let domain = recipient.rsplit_once('@').map(|(_, domain)| domain);
        if let Some(mailbox) = domain.and_then(|domain| boxes.get(domain)) {
            // A client that has ended waits for no mail.
            let _ = mailbox.send(mail.to_owned());
        }
    }
}

impl Mailbox {
    /// Waits for the next mail; gives the code in it.
    pub(crate) async fn code(&mut self) -> String {
        let mail = self.0.recv().await.expect("the post office is open");
        let body = mail.split_once("\n\n").map_or("", |(_headers, body)| body);
        let code = body.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_code(word));
        code.unwrap_or_else(|| panic!("no code in {mail}")).to_owned()
    }
}

fn is_code(word: &str) -> bool {
    word.len() == DIGITS && word.bytes().all(|byte| byte.is_ascii_digit())
}
