/*
 * A test in Java that moves the card itself: cps-sim hand exec -- java Door.java
 *
 * What the program under test sees is PC/SC, here by javax.smartcardio; what the hand does goes through the door.
 */
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.smartcardio.Card;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;

public class Door {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** The body of the answer. */
    static String ask(String path, String body, int status) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getenv("CPS_SIM_DOOR") + "/api" + path))
                .header("Authorization", "Bearer " + System.getenv("CPS_SIM_TOKEN"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        check(answer.statusCode() == status, path + " " + answer.statusCode() + " " + answer.body());
        return answer.body();
    }

    static String step(String step) throws Exception {
        return ask("/worlds/main/steps", step, 200);
    }

    static void check(boolean well, String what) {
        if (!well) throw new AssertionError(what);
    }

    public static void main(String[] args) throws Exception {
        CardTerminal bureau = TerminalFactory.getInstance("PC/SC", null).terminals().list().get(0);
        check(!bureau.isCardPresent(), "empty at first");

        step("{\"insert\": \"medecin\", \"reader\": \"bureau\"}");
        check(bureau.isCardPresent(), "inserted");
        Card card = bureau.connect("*");
        check(card.getATR().getBytes()[0] == 0x3B, "an answer to reset");
        card.disconnect(false);

        step("{\"remove\": \"medecin\"}");
        check(!bureau.isCardPresent(), "removed");
        String refused = ask("/worlds/main/steps", "{\"remove\": \"medecin\"}", 409);
        check(refused.contains("\"reason\":\"step\""), refused);
        System.out.println("Java: well");
    }
}
