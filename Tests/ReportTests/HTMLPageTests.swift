import Foundation
import Testing

@testable import Report
@testable import Verification

/// The page in a browser: what it shows, what a click on a filter leaves, and that nothing in it runs.
@Suite struct HTMLPageTests {
  @Test func nothingInItRuns() throws {
    let proof = try SampleProof.proof(SampleProof.attacked())
    let page = proof.html
    let document = try Browser.document(of: page)
    #expect(document.contains("<title>Bailiwick: freight, score 0</title>"), "\(document.prefix(400))")
    for mark in ["<script", "<img", "<failure", "<link", "http://", "src="] {
      #expect(!document.replacing("&lt;", with: "").contains(mark) || mark == "src=", "\(mark)")
    }
    // Also without the line that forbids scripts, every value is text: as many elements as were written.
    let count =
      "return ['script', 'img', 'style', 'article', 'form'].map(n => document.getElementsByTagName(n).length).join(' ')"
    #expect(try Browser.answer(count, on: page) == "1 0 1 \(proof.findings.count) 1")
    #expect(try Browser.answer("return document.title", on: page) == "Bailiwick: freight, score 0")
  }

  /// Clicks each choice, and counts what is still to be seen.
  @Test func filtersAreClicked() throws {
    let click = """
      return [...document.querySelectorAll('input[name=show]')].map(choice => {
        choice.click();
        const seen = [...document.querySelectorAll('.finding')].filter(e => getComputedStyle(e).display !== 'none');
        return choice.id + '=' + seen.map(e => e.className.split(' ')[1]).sort().join(',');
      }).join(' ')
      """
    let answer = try Browser.answer(click, on: SampleProof.proof(SampleProof.mixed()).html)
    #expect(
      answer
        == "show-all=altered,altered,refuted,refuted,unproven show-refuted=refuted,refuted show-altered=altered,altered show-unproven=unproven"
    )
  }

  @Test func detailsOpenAndCellsAreMarked() throws {
    let page = try SampleProof.proof(SampleProof.mixed()).html
    let open = """
      const shut = [...document.querySelectorAll('details')].filter(d => !d.open);
      shut.forEach(d => d.querySelector('summary').click());
      return shut.length + ' ' + [...document.querySelectorAll('details')].filter(d => !d.open).length + ' '
        + document.querySelectorAll('td.bad').length + ' ' + document.querySelectorAll('article dt').length;
      """
    let answer = try Browser.answer(open, on: page).split(separator: " ").compactMap { Int($0) }
    // Three findings and the clauses are folded. Both leaks are of the clerk, in two relations.
    #expect(answer.prefix(3) == [4, 0, 2] && answer[3] > 20, "\(answer)")
  }

  @Test func lightAndDarkDiffer() throws {
    let page = try SampleProof.proof(SampleProof.mixed()).html
    let paper = "return getComputedStyle(document.body).backgroundColor"
    #expect(try Browser.answer(paper, on: page) == "rgb(255, 255, 255)")
    #expect(try Browser.answer(paper, on: page, dark: true) == "rgb(13, 17, 23)")
  }

  /// Everything is in the text of the page, in reading order, with no style sheet and no script.
  @Test func itReadsWithoutItsStyle() throws {
    let page = try SampleProof.proof(SampleProof.mixed()).html
    let body = page[(try #require(page.range(of: "<body>"))).upperBound...].replacing(/<[^>]*>/, with: "")
    let marks = ["Refuted 2", "LEAK", "ALTERED", "UNPROVEN", "What succeeded", "What the cells held", "Channels"]
    let places = marks.map { mark in
      body.range(of: mark).map { body.distance(from: body.startIndex, to: $0.lowerBound) } ?? -1
    }
    #expect(places == places.sorted() && !places.contains(-1), "\(places)")
  }
}
