use std::os::unix::fs::PermissionsExt;

use super::*;

struct Data(PathBuf);

impl Data {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("recognito-memory-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn open(&self) -> Memory {
        Memory::open(&self.0, &MasterKey::from_bytes([1; 32])).unwrap()
    }

    fn file(&self) -> PathBuf {
        self.0.join("notary/us-east-1_Pool.signed")
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn ledger() -> LedgerId {
    LedgerId::new("us-east-1_Pool")
}

fn signed(position: Position) -> Remembered {
    let root = [u8::try_from(position % 256).unwrap(); 32];
    Remembered {
        ledger: ledger(),
        position,
        root,
        origin: "log/pool".into(),
        note: "note\n".into(),
        kept: 0,
        checkpoints: 0,
    }
}

#[tokio::test]
async fn what_was_remembered_last_is_there_after_a_restart_for_the_owner_alone() {
    let data = Data::new("restart");
    let memory = data.open();
    assert_eq!(memory.recall(&ledger()).unwrap(), None);
    for position in [7, 9] {
        memory.remember(signed(position)).await.unwrap();
        assert_eq!(data.open().recall(&ledger()).unwrap(), Some(signed(position)));
    }
    assert_eq!(data.open().ledgers(), [ledger()]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data.file()), mode(&data.0.join("notary"))), (0o600, 0o700));
}

#[tokio::test]
async fn a_commit_is_written_when_the_memory_is_flushed() {
    let data = Data::new("flush");
    let memory = data.open();
    memory.remember(signed(7)).await.unwrap();
    memory.committed(&ledger(), 7, 3);
    assert_eq!(data.open().recall(&ledger()).unwrap().unwrap().kept, 0);
    memory.flush().await.unwrap();
    let flushed = data.open().recall(&ledger()).unwrap().unwrap();
    assert_eq!((flushed.kept, flushed.checkpoints), (7, 3));
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_no_memory_and_no_empty_one_either() {
    let data = Data::new("forged");
    data.open().remember(signed(7)).await.unwrap();
    let text = fs::read_to_string(data.file()).unwrap();
    let forgeries =
        [text.replace("\"position\":7", "\"position\":6"), text[..text.len() - 2].to_owned(), String::new()];
    for forged in forgeries {
        assert_ne!(forged, text);
        fs::write(data.file(), forged).unwrap();
        assert!(matches!(data.open().recall(&ledger()), Err(MemoryFault::NotAuthentic(_))));
    }
    fs::write(data.file(), &text).unwrap();
    let other_key = Memory::open(&data.0, &MasterKey::from_bytes([2; 32])).unwrap();
    assert!(other_key.recall(&ledger()).is_err());
    fs::rename(data.file(), data.0.join("notary/account.signed")).unwrap();
    assert!(data.open().recall(&LedgerId::account()).is_err(), "a ledger's file does not speak of another");
}

#[tokio::test]
async fn a_file_that_the_operators_command_has_changed_is_noticed() {
    let data = Data::new("reread");
    let (running, command) = (data.open(), data.open());
    running.remember(signed(7)).await.unwrap();
    assert!(!running.reread(&ledger()));
    command.remember(signed(5)).await.unwrap();
    assert!(running.reread(&ledger()));
    assert_eq!(running.recall(&ledger()).unwrap(), Some(signed(5)));
    command.forget(&ledger()).await.unwrap();
    assert!(running.reread(&ledger()) && !running.reread(&ledger()));
    assert_eq!(running.recall(&ledger()).unwrap(), None);
}
