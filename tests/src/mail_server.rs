//! A mail server as far as a test needs one: it speaks SMTP in the clear, takes what its caller wants taken, and hands it over.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

/// How long a conversation stands still that is to stand still: longer than any client waits.
const STALLED_FOR: Duration = Duration::from_mins(10);

/// What becomes of a mail, by its recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// It is taken.
    Taken,
    /// It is refused for good.
    Refused,
    /// The server says nothing more.
    Stalled,
}

/// Starts one, which ends with the process. `taken` gets the recipient and the text of each mail, headers included, before the client is
/// told that it was taken. Gives its port on 127.0.0.1.
pub fn start(
    reception: impl Fn(&str) -> Reception + Send + Sync + 'static,
    taken: impl Fn(&str, &str) + Send + Sync + 'static,
) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let rules = Arc::new((reception, taken));
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let rules = Arc::clone(&rules);
            // A client that has had enough ends the conversation.
            thread::spawn(move || converse(&connection, &rules.0, &rules.1).unwrap_or_default());
        }
    });
    port
}

fn converse(
    connection: &TcpStream,
    reception: &impl Fn(&str) -> Reception,
    taken: &impl Fn(&str, &str),
) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut lines = BufReader::new(connection).lines();
    let mut answer = connection;
    let mut recipient = String::new();
    answer.write_all(b"220 tests\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "RCPT" => {
                line.split(['<', '>']).nth(1).unwrap_or_default().clone_into(&mut recipient);
                match reception(&recipient) {
                    Reception::Taken => answer.write_all(b"250 ok\r\n")?,
                    Reception::Refused => answer.write_all(b"550 nobody here\r\n")?,
                    Reception::Stalled => {
                        thread::sleep(STALLED_FOR);
                        return Ok(());
                    }
                }
            }
            "DATA" => {
                answer.write_all(b"354 go on\r\n")?;
                let mut text = String::new();
                while let Some(line) = lines.next().transpose()?.filter(|line| line != ".") {
                    text = text + &line + "\n";
                }
                taken(&recipient, &text);
                answer.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return answer.write_all(b"221 bye\r\n"),
            _ => answer.write_all(b"250 ok\r\n")?,
        }
    }
    Ok(())
}
