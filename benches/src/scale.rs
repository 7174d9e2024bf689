//! How large a run is, from the command line.
//!
//! Unknown arguments end the run, but for `--bench`, which cargo adds by itself.

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Seconds in total: does everything still run.
    pub is_smoke: bool,
    /// The budget's own sizes: 10 million movements.
    pub is_full: bool,
    /// Movements, where they are given.
    pub size: Option<u64>,
    /// Each figure is the best of so many rounds.
    pub rounds: u32,
    /// Only rows whose name has this in it; a group of rows that is measured together runs whole.
    pub only: Option<String>,
}

impl Scale {
    /// Reads the command line of this process; ends it where that says something else.
    #[must_use]
    pub fn of_arguments() -> Self {
        Self::read(std::env::args().skip(1)).unwrap_or_else(|wrong| {
            println!(
                "{wrong}\n\narguments: [--smoke | --full | --size MOVEMENTS] [--rounds N] [--only TEXT]"
            );
            std::process::exit(2)
        })
    }

    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut scale = Self { is_smoke: false, is_full: false, size: None, rounds: 3, only: None };
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--bench" => {}
                "--smoke" => (scale.is_smoke, scale.rounds) = (true, 1),
                "--full" => scale.is_full = true,
                "--size" => scale.size = Some(number(&value()?)?),
                "--rounds" => {
                    scale.rounds =
                        u32::try_from(number(&value()?)?).map_err(|_| "that many rounds never end")?;
                }
                "--only" => scale.only = Some(value()?),
                other => return Err(format!("{other} is not an argument of a bench")),
            }
        }
        if scale.rounds == 0 {
            return Err("a figure needs a round".to_owned());
        }
        Ok(scale)
    }

    /// How many movements: few in a smoke run, what was given, the budget's, or what fits a lunch break.
    #[must_use]
    pub fn movements(&self, smoke: u64, usual: u64, full: u64) -> u64 {
        match (self.size, self.is_smoke) {
            (Some(size), _) => size,
            (None, true) => smoke,
            (None, false) if self.is_full => full,
            (None, false) => usual,
        }
    }

    /// Whether rows of this name are asked for.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only.as_str()))
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.replace('_', "").parse().map_err(|_| format!("{text} is not a number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Scale, String> {
        Scale::read(text.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_what_cargo_and_people_say() {
        let smoke = read("--smoke --bench").unwrap_or_else(|wrong| panic!("{wrong}"));
        assert_eq!((smoke.movements(10, 100, 1_000), smoke.rounds), (10, 1));
        let sized = read("--size 5_000 --rounds 2").unwrap_or_else(|wrong| panic!("{wrong}"));
        assert_eq!((sized.movements(10, 100, 1_000), sized.rounds), (5_000, 2));
        assert!(read("--fulll").is_err() && read("--size").is_err() && read("--rounds 0").is_err());
    }
}
