// Checklog verifies a tiled transparency log (C2SP tlog-tiles) with the code of Go's checksum database,
// golang.org/x/mod/sumdb, which knows nothing of ours: the checkpoint's signature, every tile and entry
// bundle, the root recomputed from the entries, and inclusion and consistency proofs read from tiles.
//
//	checklog -url http://127.0.0.1:8080/log [-vkey KEY] [-sizes 1,256] [-records 50] [-seed 1]
//	checklog -dir DIR ...
//
// Without -vkey the key is the one that the log serves at /vkey. It ends with status 1 on the first doubt.
package main

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight       = 8
	tileWidth        = 1 << tileHeight
	responseBytesMax = 32 << 20
)

// A remote log, as tlog.TileReader asks for it.
type remote struct {
	url    string
	client *http.Client
}

func (r *remote) get(path string) ([]byte, error) {
	response, err := r.client.Get(r.url + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, responseBytesMax))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, response.Status)
	}
	return body, err
}

// tlog's own paths name the height of tiles, those of tlog-tiles do not.
func tilePath(t tlog.Tile) string {
	return strings.Replace(t.Path(), fmt.Sprintf("tile/%d/", tileHeight), "tile/", 1)
}

func bundlePath(n int64, width int) string {
	t := tlog.Tile{H: tileHeight, L: 0, N: n, W: width}
	return strings.Replace(tilePath(t), "tile/0/", "tile/entries/", 1)
}

func (r *remote) Height() int { return tileHeight }

func (r *remote) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := r.get(tilePath(t))
		if err != nil {
			return nil, err
		}
		if len(data) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", tilePath(t), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (r *remote) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

func openCheckpoint(message []byte, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("key %q: %w", vkey, err)
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[3] != "" {
		return tlog.Tree{}, fmt.Errorf("checkpoint text %q of %q", opened.Text, verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("tree size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func splitBundle(bundle []byte, width int) ([][]byte, error) {
	var entries [][]byte
	for len(bundle) >= 2 {
		size := int(binary.BigEndian.Uint16(bundle))
		if len(bundle) < 2+size {
			break
		}
		entries = append(entries, bundle[2:2+size])
		bundle = bundle[2+size:]
	}
	if len(bundle) != 0 || len(entries) != width {
		return nil, fmt.Errorf("%d entries and %d bytes more, not %d entries", len(entries), len(bundle), width)
	}
	return entries, nil
}

// The hash tree that the entries give, in the order in which tlog stores hashes.
func rebuild(log *remote, size int64) ([]tlog.Hash, error) {
	var stored []tlog.Hash
	for first := int64(0); first < size; first += tileWidth {
		width := tileWidth
		if size-first < tileWidth {
			width = int(size - first)
		}
		path := bundlePath(first/tileWidth, width)
		bundle, err := log.get(path)
		if err != nil {
			return nil, err
		}
		entries, err := splitBundle(bundle, width)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		for i, entry := range entries {
			hashes, err := tlog.StoredHashes(first+int64(i), entry, reader(stored))
			if err != nil {
				return nil, err
			}
			stored = append(stored, hashes...)
		}
	}
	return stored, nil
}

func reader(stored []tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, i := range indexes {
			if i >= int64(len(stored)) {
				return nil, fmt.Errorf("hash %d is not there", i)
			}
			hashes = append(hashes, stored[i])
		}
		return hashes, nil
	})
}

// The tiles that a tree of this size must have. tlog.NewTiles also lists every narrower partial tile, which
// a log serves only for sizes that it signed.
func widestTiles(size int64) []tlog.Tile {
	var widest []tlog.Tile
	for _, t := range tlog.NewTiles(tileHeight, 0, size) {
		if last := len(widest) - 1; last >= 0 && widest[last].L == t.L && widest[last].N == t.N {
			widest[last] = t
		} else {
			widest = append(widest, t)
		}
	}
	return widest
}

func checkTiles(log *remote, tree tlog.Tree, stored []tlog.Hash) error {
	tiles := widestTiles(tree.N)
	served, err := log.ReadTiles(tiles)
	if err != nil {
		return err
	}
	for i, t := range tiles {
		want, err := tlog.ReadTileData(t, reader(stored))
		if err != nil {
			return err
		}
		if string(served[i]) != string(want) {
			return fmt.Errorf("%s does not follow from the entries", tilePath(t))
		}
	}
	fmt.Printf("%d tiles follow from the entries\n", len(tiles))
	return nil
}

func checkProofs(log *remote, tree tlog.Tree, stored []tlog.Hash, records int, sizes []int64, random *rand.Rand) error {
	tiles := tlog.TileHashReader(tree, log)
	for ; records > 0; records-- {
		n := random.Int63n(tree.N)
		proof, err := tlog.ProveRecord(tree.N, n, tiles)
		if err != nil {
			return fmt.Errorf("inclusion of %d: %w", n, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, stored[tlog.StoredHashIndex(0, n)]); err != nil {
			return fmt.Errorf("inclusion of %d: %w", n, err)
		}
	}
	for _, size := range append(sizes, 1+random.Int63n(tree.N)) {
		if size < 1 || size > tree.N {
			continue
		}
		old, err := tlog.TreeHash(size, reader(stored))
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, size, tiles)
		if err != nil {
			return fmt.Errorf("consistency with %d: %w", size, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, size, old); err != nil {
			return fmt.Errorf("consistency with %d: %w", size, err)
		}
	}
	return nil
}

func check(log *remote, vkey string, records int, sizes []int64, random *rand.Rand) error {
	if vkey == "" {
		served, err := log.get("vkey")
		if err != nil {
			return err
		}
		vkey = strings.TrimSpace(string(served))
	}
	message, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(message, vkey)
	if err != nil {
		return err
	}
	if tree.N == 0 {
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return errors.New("the empty tree has a wrong root")
		}
		fmt.Println("good: an empty log")
		return nil
	}
	stored, err := rebuild(log, tree.N)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(tree.N, reader(stored))
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the root over the entries is %v, the checkpoint says %v", root, tree.Hash)
	}
	if err := checkTiles(log, tree, stored); err != nil {
		return err
	}
	if err := checkProofs(log, tree, stored, records, sizes, random); err != nil {
		return err
	}
	fmt.Printf("good: %d entries\n", tree.N)
	return nil
}

// A directory served on the loopback interface, so that it is read over HTTP like any log.
func serve(dir string) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	go http.Serve(listener, http.FileServer(http.Dir(dir)))
	return "http://" + listener.Addr().String(), nil
}

func parseSizes(text string) ([]int64, error) {
	var sizes []int64
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' }) {
		size, err := strconv.ParseInt(word, 10, 64)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, size)
	}
	return sizes, nil
}

func main() {
	url := flag.String("url", "", "where the log is, e.g. http://127.0.0.1:8080/log")
	dir := flag.String("dir", "", "a directory to serve as the log, instead of -url")
	vkey := flag.String("vkey", "", "the log's verifier key (default: what the log serves at /vkey)")
	sizesText := flag.String("sizes", "", "earlier tree sizes to prove consistency with, comma-separated")
	records := flag.Int("records", 50, "random entries to prove inclusion of")
	seed := flag.Int64("seed", time.Now().UnixNano(), "of the random choices")
	flag.Parse()

	fail := func(err error) {
		fmt.Fprintf(os.Stderr, "checklog: %v\n", err)
		os.Exit(1)
	}
	sizes, err := parseSizes(*sizesText)
	if err != nil {
		fail(err)
	}
	if *dir != "" {
		if *url, err = serve(*dir); err != nil {
			fail(err)
		}
	}
	fmt.Printf("seed %d\n", *seed)
	log := &remote{strings.TrimSuffix(*url, "/"), &http.Client{Timeout: 30 * time.Second}}
	if err := check(log, *vkey, *records, sizes, rand.New(rand.NewSource(*seed))); err != nil {
		fail(err)
	}
}
