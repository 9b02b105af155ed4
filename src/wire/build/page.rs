//! A page of generated source, written line by line with its indent, so that people can read what was generated.

#[derive(Default)]
pub(crate) struct Page {
    text: String,
    depth: usize,
}

impl Page {
    /// One line. A line that ends with an opening bracket indents what follows; one that begins with a closing bracket
    /// goes back.
    pub(crate) fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if line.starts_with(['}', ']', ')']) {
            self.depth = self.depth.saturating_sub(1);
        }
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n("    ", self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
        if line.ends_with(['{', '[', '(']) {
            self.depth += 1;
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}
