//! The same movements for every peer: serial blocks that pass from account to account.
//!
//! - Deterministic: the number of movements fixes every one of them, and so the digest of the final balances.
//! - The first tenth issues one block each out of the source account 0; each later movement passes one issued block
//!   whole from its holder to another account. So every movement is allowed, and a peer that refuses one is wrong.
//!
//! Not here: splits, signatures, times, ids. The peers have no place for most of them, so leaving them out favours the peers.

/// Account 0 is the source that blocks are issued from; holders are numbered from 1 to this.
pub const HOLDERS: u32 = 1_000;

/// Number spaces in use.
const SPACES: usize = 4;
/// The most units in one block.
const BLOCK_UNITS_MAX: u64 = 1_000;

/// One block changes hands.
#[derive(Clone, Copy, Debug)]
pub struct Movement {
    /// The number space of the serials.
    pub space: u32,
    /// The first serial of the block.
    pub first: u64,
    /// The last serial of the block, itself included.
    pub last: u64,
    /// The account that gives; 0 when the block is issued.
    pub transferring: u32,
    /// The account that takes.
    pub acquiring: u32,
}

impl Movement {
    /// How many units the block has.
    pub fn count(&self) -> u64 {
        self.last - self.first + 1
    }
}

/// Draws `n` movements from a fixed seed, in the order in which they are to be posted.
pub fn movements(n: usize) -> Vec<Movement> {
    let mut random = Random(0x1705_2026_0A6B_11CE);
    let mut next_serial = [1_u64; SPACES];
    let issued = (n / 10).max(1);
    // The latest movement of each block: its acquiring account holds it.
    let mut blocks: Vec<Movement> = Vec::with_capacity(issued);
    let mut drawn = Vec::with_capacity(n);
    for number in 0..n {
        let acquiring = 1 + random.below(u64::from(HOLDERS)) as u32;
        if number < issued {
            let space = random.below(SPACES as u64) as usize;
            let first = next_serial[space];
            let last = first + random.below(BLOCK_UNITS_MAX);
            next_serial[space] = last + 1;
            blocks.push(Movement { space: space as u32, first, last, transferring: 0, acquiring });
            drawn.push(blocks[number]);
        } else {
            let block = &mut blocks[random.below(issued as u64) as usize];
            block.transferring = block.acquiring;
            // The next account instead of the same one: a block never passes from an account to itself.
            block.acquiring =
                if acquiring == block.transferring { acquiring % HOLDERS + 1 } else { acquiring };
            drawn.push(*block);
        }
    }
    drawn
}

/// The balances that the movements lead to, by account number, the source's (negative) first.
pub fn balances(movements: &[Movement]) -> Vec<i64> {
    let mut balances = vec![0_i64; HOLDERS as usize + 1];
    for movement in movements {
        let units = movement.count() as i64;
        balances[movement.transferring as usize] -= units;
        balances[movement.acquiring as usize] += units;
    }
    balances
}

/// What a run is known by: BLAKE3 over the balances, eight bytes each, little-endian, shortened to 16 hex digits.
pub fn digest(balances: &[i64]) -> String {
    let mut hasher = blake3::Hasher::new();
    for balance in balances {
        hasher.update(&balance.to_le_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    /// A number from 0 to `bound - 1`; the bias of the remainder is far below what a bench would show.
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_movement_is_allowed_and_nothing_is_lost() {
        let drawn = movements(5_000);
        let mut holder = std::collections::HashMap::new();
        for movement in &drawn {
            assert_ne!(movement.transferring, movement.acquiring);
            let before = holder.insert((movement.space, movement.first), movement.acquiring).unwrap_or(0);
            assert_eq!(before, movement.transferring);
        }
        assert_eq!(balances(&drawn).iter().sum::<i64>(), 0);
    }

    #[test]
    fn the_digest_notices_one_movement_less() {
        let drawn = movements(5_000);
        assert_eq!(digest(&balances(&drawn)), digest(&balances(&movements(5_000))));
        assert_ne!(digest(&balances(&drawn)), digest(&balances(&drawn[..4_999])));
    }
}
