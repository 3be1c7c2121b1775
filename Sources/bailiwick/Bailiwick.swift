import BailiwickCommand

@main struct Main {
  static func main() async { await Bailiwick.run() }
}
